"""Each payload of the replay is valid by GitHub's own OpenAPI description.

The description is the npm package `@octokit/openapi`, fetched with npm into a temporary folder. Without npm or a
registry these tests are skipped and say so.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import requests

from error_assets.samples.replay import Replay

PACKAGE = "@octokit/openapi@23"
DESCRIPTION = "node_modules/@octokit/openapi/generated/api.github.com.json"
FETCH_SECONDS = 120
ADDRESSES = {
    "/repos/{owner}/{repo}": "/repos/acme/shop",
    "/repos/{owner}/{repo}/actions/runs": "/repos/acme/shop/actions/runs?per_page=100",
    "/repos/{owner}/{repo}/actions/runs/{run_id}/jobs": "jobs",
    "/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations": "annotations",
    "/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts": "artifacts",
    "/orgs/{org}/repos": "/orgs/acme/repos",
    "/users/{username}/repos": "/users/acme/repos",
    "/users/{username}/installation": "/users/acme/installation",
    "/installation/repositories": "/installation/repositories",
    "/app/installations/{installation_id}/access_tokens": "/app/installations/4711/access_tokens",
    "/rate_limit": "/rate_limit",
}
"""GitHub's address and where the replay has it; for a bare word, that of every run or job."""


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("GitHub's OpenAPI description cannot be fetched: npm is not installed")
    folder = tmp_path_factory.mktemp("openapi")
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), PACKAGE]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"GitHub's OpenAPI description cannot be fetched: npm took more than {FETCH_SECONDS} s")
    if done.returncode:
        pytest.skip(f"GitHub's OpenAPI description cannot be fetched: npm ended with {done.returncode}")
    described: dict[str, Any] = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    shutil.rmtree(folder)
    return described


@pytest.fixture(scope="module")
def replay() -> Iterator[Replay]:
    with Replay() as serving:
        yield serving


def as_json_schema(schema: Any) -> Any:
    """An OpenAPI 3.0 schema as JSON Schema: `nullable` also means null, also beside an enum or a reference."""
    if isinstance(schema, list):
        return [as_json_schema(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {
        key: as_json_schema(part) for key, part in schema.items() if key not in ("nullable", "example", "examples")
    }
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") is True else plain


def validator_of(description: dict[str, Any], address: str) -> jsonschema.Draft7Validator:
    method, status = ("post", "201") if address.endswith("/access_tokens") else ("get", "200")
    answer = description["paths"][address][method]["responses"][status]["content"]["application/json"]["schema"]
    schema = {**as_json_schema(answer), "components": as_json_schema(description["components"])}
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)


def payloads(replay: Replay, where: str) -> Iterator[Any]:
    """What the replay answers at an address: of every run or every job where a bare word stands."""
    if where == "/app/installations/4711/access_tokens":
        yield requests.post(replay.api_url + where, timeout=10).json()
        return
    if where.startswith("/"):
        answer = requests.get(replay.api_url + where, timeout=10)
        while True:
            assert answer.status_code == 200
            yield answer.json()
            if "next" not in answer.links:
                return
            answer = requests.get(answer.links["next"]["url"], timeout=10)
    with requests.Session() as session:
        for repo in replay.world.repos:
            for run in repo.runs:
                url = f"{replay.api_url}/repos/{repo.full_name}"
                if where == "annotations":
                    for job in (job for job in run.jobs if job.annotations):
                        yield session.get(f"{url}/check-runs/{job.job_id}/annotations", timeout=10).json()
                elif where == "jobs" or run.artifacts:
                    query = {"filter": "all", "per_page": "100"}
                    yield session.get(f"{url}/actions/runs/{run.run_id}/{where}", params=query, timeout=10).json()


@pytest.mark.parametrize("address", ADDRESSES)
def test_payloads_are_as_github_describes_them(address: str, description: dict[str, Any], replay: Replay) -> None:
    validator = validator_of(description, address)
    count = 0
    for payload in payloads(replay, ADDRESSES[address]):
        count += 1
        errors = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(payload)]
        assert not errors, errors[:5]
    assert count


def test_the_description_would_notice_a_wrong_payload(description: dict[str, Any], replay: Replay) -> None:
    address = "/repos/{owner}/{repo}/actions/runs"
    validator = validator_of(description, address)
    payload = next(payloads(replay, ADDRESSES[address]))
    for name, wrong in (("id", "12"), ("head_commit", 5), ("created_at", None), ("repository", {})):
        spoiled = {**payload, "workflow_runs": [{**payload["workflow_runs"][0], name: wrong}]}
        assert not validator.is_valid(spoiled), name


def test_a_job_of_a_run_says_what_its_own_address_says(description: dict[str, Any], replay: Replay) -> None:
    """Every field of a job's payload is one that GitHub describes: nothing of ours is added."""
    known = description["components"]["schemas"]["job"]["properties"]
    for payload in payloads(replay, "jobs"):
        for job in payload["jobs"]:
            assert set(job) <= set(known)

"""A step's raw output as GitHub serves the job's log: byte order mark, timestamps, the runner's own words.

The form is that of `GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs` for a hosted Ubuntu runner: what the runner
says of itself, the checkout with its groups, `##[group]Run <command>` with shell and env, the output, the error line,
the post steps. Times, ids and versions are parameters or follow from them: same input, same bytes.
"""

import hashlib
import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from error_assets.hours import UTC
from error_assets.samples.library import Run, Sample
from error_assets.samples.workflow_commands import in_log

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
TICKS_PER_MICROSECOND = 10
"""The runner prints .NET ticks: seven digits of a second."""
LINE_STEP = timedelta(microseconds=61)
"""Between two lines of the runner's own, as near as hosted runners write them."""
SETUP_SECONDS = 3.0
ACTION = re.compile(r"[\w.-]+/[\w./-]+@[\w.-]+")
"""A step that uses an action, by `owner/name@ref`, and not a script."""
COMMAND_COLOUR = "\x1b[36;1m{}\x1b[0m"


def as_github_log(
    run: Run, sample: Sample, started_at: datetime, *, repo: str = "acme/shop", commit_sha: str = "", ref: str = "main"
) -> bytes:
    """The whole log of one job attempt in which `sample` failed as in `run`; empty if the job never started.

    `started_at` (with time zone) is the first line's time. `commit_sha` is made up from it if empty. Lines end in LF,
    as on Linux runners.
    """
    if not sample.has_log:
        return b""
    sha = commit_sha or digest(repo, started_at)
    moment = started_at.astimezone(UTC)
    lines: list[tuple[datetime, str]] = []

    def put(texts: Iterator[str], seconds: float) -> None:
        nonlocal moment
        pending = list(texts)
        step = max(timedelta(seconds=seconds) / max(len(pending), 1), LINE_STEP)
        for text in pending:
            lines.append((moment, text))
            moment += step

    put(preamble(sample, repo, sha, ref, started_at), SETUP_SECONDS)
    put(step_header(sample, run), 0)
    put(output_lines(run), run.seconds)
    if not sample.cut:
        put(ending(sample), 0)
        put(post_steps(repo, started_at), 0.4)
    text = "".join(f"{stamp(when)} {line}\n" for when, line in lines)
    return BYTE_ORDER_MARK + text.encode("utf-8", "surrogateescape")


def stamp(moment: datetime) -> str:
    ticks = moment.microsecond * TICKS_PER_MICROSECOND + moment.microsecond % TICKS_PER_MICROSECOND
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{ticks:07d}Z"


def digest(repo: str, started_at: datetime) -> str:
    return hashlib.sha1(f"{repo} {started_at.isoformat()}".encode(), usedforsecurity=False).hexdigest()


def identity(repo: str, started_at: datetime, part: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{repo}/{started_at.isoformat()}/{part}"))


def preamble(sample: Sample, repo: str, sha: str, ref: str, started_at: datetime) -> Iterator[str]:
    """What stands before the step: the runner, its image, and a checkout that went well."""
    work = f"/home/runner/work/{repo.split('/')[1]}/{repo.split('/')[1]}"
    home = f"/home/runner/work/_temp/{identity(repo, started_at, 'home')}"
    yield from (
        "Current runner version: '2.331.0'",
        "##[group]Runner Image Provisioner",
        "Hosted Compute Agent",
        "Version: 20261103.512",
        f"Commit: {digest(repo, started_at)}",
        "Build Date: 2026-11-03T22:32:41Z",
        f"Worker ID: {{{identity(repo, started_at, 'worker')}}}",
        "Azure Region: westus3",
        "##[endgroup]",
        "##[group]Operating System",
        "Ubuntu",
        "24.04.3",
        "LTS",
        "##[endgroup]",
        "##[group]Runner Image",
        "Image: ubuntu-24.04",
        "Version: 20261109.61.1",
        "Included Software: https://github.com/actions/runner-images/blob/ubuntu24/20261109.61/images/ubuntu/Ubuntu2404-Readme.md",
        "Image Release: https://github.com/actions/runner-images/releases/tag/ubuntu24%2F20261109.61",
        "##[endgroup]",
        "##[group]GITHUB_TOKEN Permissions",
        "Contents: read",
        "Metadata: read",
        "##[endgroup]",
        "Secret source: Actions",
        "Prepare workflow directory",
        "Prepare all required actions",
        "Getting action download info",
        "Download action repository 'actions/checkout@v4' (SHA:34e114876b0b11c390a56381ad16ebd13914f8d5)",
        f"Complete job name: {sample.job_name}",
        "##[group]Run actions/checkout@v4",
        "with:",
        f"  repository: {repo}",
        "  token: ***",
        "  ssh-strict: true",
        "  persist-credentials: true",
        "  clean: true",
        "  fetch-depth: 1",
        "  show-progress: true",
        "##[endgroup]",
        f"Syncing repository: {repo}",
        "##[group]Getting Git version info",
        f"Working directory is '{work}'",
        "[command]/usr/bin/git version",
        "git version 2.52.0",
        "##[endgroup]",
        f"Temporarily overriding HOME='{home}' before making global git config changes",
        "Adding repository directory to the temporary git global config as a safe directory",
        f"[command]/usr/bin/git config --global --add safe.directory {work}",
        f"Deleting the contents of '{work}'",
        "##[group]Initializing the repository",
        f"[command]/usr/bin/git init {work}",
        f"Initialized empty Git repository in {work}/.git/",
        f"[command]/usr/bin/git remote add origin https://github.com/{repo}",
        "##[endgroup]",
        "##[group]Fetching the repository",
        "[command]/usr/bin/git -c protocol.version=2 fetch --no-tags --prune --no-recurse-submodules --depth=1 "
        f"origin +{sha}:refs/remotes/origin/{ref}",
        f"From https://github.com/{repo}",
        f" * [new ref]         {sha} -> origin/{ref}",
        "##[endgroup]",
        "##[group]Checking out the ref",
        f"[command]/usr/bin/git checkout --progress --force -B {ref} refs/remotes/origin/{ref}",
        f"Switched to a new branch '{ref}'",
        f"branch '{ref}' set up to track 'origin/{ref}'.",
        "##[endgroup]",
        "[command]/usr/bin/git log -1 --format=%H",
        sha,
    )


def step_header(sample: Sample, run: Run) -> Iterator[str]:
    """`##[group]Run <first line>` to `##[endgroup]`: the script in colour, the shell, the environment; or an action."""
    script = sample.step_command.splitlines()
    yield f"##[group]Run {script[0]}"
    if ACTION.fullmatch(sample.step_command):
        yield "with:"
    else:
        yield from (COMMAND_COLOUR.format(line) for line in script)
        yield "shell: /usr/bin/bash -e {0}"
    if run.environment:
        yield "env:"
        yield from (f"  {name}: {value}" for name, value in run.environment)
    yield "##[endgroup]"


def output_lines(run: Run) -> Iterator[str]:
    """The step's output line by line; carriage returns within a line stay, as in GitHub's logs."""
    text = run.output.decode("utf-8", "surrogateescape")
    for line in text.removesuffix("\n").split("\n") if text else ():
        yield from in_log(line).split("\n")


def ending(sample: Sample) -> Iterator[str]:
    if sample.ending:
        yield from sample.ending
    else:
        yield f"##[error]Process completed with exit code {sample.exit_code}."


def post_steps(repo: str, started_at: datetime) -> Iterator[str]:
    work = f"/home/runner/work/{repo.split('/')[1]}/{repo.split('/')[1]}"
    home = f"/home/runner/work/_temp/{identity(repo, started_at, 'post')}"
    yield from (
        "Post job cleanup.",
        "[command]/usr/bin/git version",
        "git version 2.52.0",
        f"Temporarily overriding HOME='{home}' before making global git config changes",
        "Adding repository directory to the temporary git global config as a safe directory",
        f"[command]/usr/bin/git config --global --add safe.directory {work}",
        r"[command]/usr/bin/git config --local --name-only --get-regexp core\.sshCommand",
        r"[command]/usr/bin/git config --local --name-only --get-regexp http\.https\:\/\/github\.com\/\.extraheader",
        "http.https://github.com/.extraheader",
        "[command]/usr/bin/git config --local --unset-all http.https://github.com/.extraheader",
        "Cleaning up orphan processes",
    )

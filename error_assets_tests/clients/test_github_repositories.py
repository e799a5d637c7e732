"""Which repositories the patterns of REPO stand for."""

import pytest

from error_assets.clients.github import GitHub
from error_assets.clients.github_errors import Refused
from error_assets.samples.replay_messages import Asked, Reply, json_reply, refusal
from error_assets.samples.replay_server import ReplayServer
from error_assets.samples.replay_world import ReplayRepo, World

MANY = World(
    (*(ReplayRepo("acme", f"repo-{number:03d}", ()) for number in range(230)), ReplayRepo("other", "tool", ()))
)


def test_names_stay_as_they_are_and_stars_are_listed_each_once() -> None:
    with ReplayServer(MANY) as server, GitHub(server.api_url, token="t") as github:
        names = github.repositories(["other/tool", "acme/*", "acme/repo-003"])
    assert names == ["other/tool", *(f"acme/repo-{number:03d}" for number in range(230))]


def test_plain_names_cost_no_request() -> None:
    with ReplayServer(MANY) as server, GitHub(server.api_url, token="t") as github:
        assert github.repositories(["acme/a", "acme/b", "acme/a"]) == ["acme/a", "acme/b"]
        assert not server.served


def test_a_person_has_public_repositories_and_those_only_they_see() -> None:
    def person(asked: Asked, reply: Reply) -> Reply:
        if asked.path.startswith("/orgs/"):
            return refusal(404, "Not Found")
        if asked.path == "/user/repos":
            return json_reply([{"full_name": "acme/private"}, {"full_name": "friend/shared"}])
        return reply

    with ReplayServer(MANY, disturb=person) as server, GitHub(server.api_url, token="t") as github:
        names = github.repositories(["acme/*"])
    assert "acme/private" in names
    assert "friend/shared" not in names
    assert len(names) == 231


def test_an_owner_who_does_not_exist_is_an_error_not_an_empty_list() -> None:
    with ReplayServer(MANY) as server, GitHub(server.api_url, token="t") as github, pytest.raises(Refused):
        github.repositories(["nobody/*"])

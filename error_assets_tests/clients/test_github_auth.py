"""Who asks: tokens, GitHub Apps, and the places where their secrets must never be."""

import logging
import traceback
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from error_assets.clients.github import GitHub
from error_assets.clients.github_errors import GitHubError, RepositoryUnreadable, TokenRefused
from error_assets.clients.github_transport import Patience
from error_assets.hours import UTC
from error_assets.samples.replay_messages import Asked, Reply, refusal
from error_assets.samples.replay_server import ReplayServer
from error_assets_tests.samples.made_runs import HOUR_KEY, NOON, HandClock, job, run, world

TOKEN = "github_pat_11AAAAAAA0secretsecretsecret"
HURRIED = Patience(connect_seconds=2, read_seconds=0.3, backoff_seconds=0.001)
ONE = world(run(1, [job(1, NOON)]))


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    ).decode()


class Listener:
    """Notes which Authorization came with which question."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    def __call__(self, asked: Asked, reply: Reply) -> Reply:
        self.heard.append((asked.path, asked.headers.get("Authorization", "")))
        return reply


def test_an_app_signs_for_a_token_of_the_owner_and_asks_with_it(key: rsa.RSAPrivateKey) -> None:
    listener, clock = Listener(), HandClock()
    with (
        ReplayServer(ONE, disturb=listener) as server,
        GitHub(server.api_url, app_id="123", app_private_key=pem(key), clock=clock) as github,
    ):
        assert len(github.outcomes("acme/shop", HOUR_KEY).outcomes) == 1
    paths = [path for path, _ in listener.heard]
    assert paths[:2] == ["/users/acme/installation", "/app/installations/4711/access_tokens"]
    claims = jwt.decode(
        listener.heard[0][1].removeprefix("Bearer "),
        key.public_key(),
        algorithms=["RS256"],
        options={"verify_exp": False, "verify_iat": False},
    )
    assert claims["iss"] == "123"
    assert claims["exp"] - claims["iat"] <= 600
    assert all(given.startswith("Bearer ghs_replay") for _, given in listener.heard[2:])


def test_an_installation_token_is_renewed_before_it_ends(key: rsa.RSAPrivateKey) -> None:
    listener, clock = Listener(), HandClock(at=datetime.now(UTC))
    with (
        ReplayServer(ONE, disturb=listener) as server,
        GitHub(server.api_url, app_id="123", app_private_key=pem(key), clock=clock) as github,
    ):
        github.outcomes("acme/shop", HOUR_KEY)
        clock.sleep(timedelta(minutes=54).total_seconds())
        github.outcomes("acme/shop", HOUR_KEY)
        assert server.served["access_tokens", 201] == 1
        clock.sleep(timedelta(minutes=2).total_seconds())
        github.outcomes("acme/shop", "2026-11-01-12:00")
        assert server.served["access_tokens", 201] > 1


def test_a_token_that_is_refused_early_is_renewed_once(key: rsa.RSAPrivateKey) -> None:
    refused: list[str] = []

    def revoke(asked: Asked, reply: Reply) -> Reply:
        if asked.path.endswith("/runs") and not refused:
            refused.append(asked.path)
            return refusal(401, "Bad credentials")
        return reply

    with (
        ReplayServer(ONE, disturb=revoke) as server,
        GitHub(server.api_url, app_id="123", app_private_key=pem(key), clock=HandClock()) as github,
    ):
        assert len(github.outcomes("acme/shop", HOUR_KEY).outcomes) == 1
        assert server.served["access_tokens", 201] == 2


def test_a_key_with_written_out_line_ends_is_a_key(key: rsa.RSAPrivateKey) -> None:
    escaped = pem(key).replace("\n", "\\n")
    with (
        ReplayServer(ONE) as server,
        GitHub(server.api_url, app_id="123", app_private_key=escaped, clock=HandClock()) as github,
    ):
        assert github.outcomes("acme/shop", HOUR_KEY).outcomes


def test_an_app_without_an_installation_at_an_owner_says_so(key: rsa.RSAPrivateKey) -> None:
    with (
        ReplayServer(ONE) as server,
        GitHub(server.api_url, app_id="123", app_private_key=pem(key)) as github,
        pytest.raises(RepositoryUnreadable, match="not installed at elsewhere") as refused,
    ):
        github.outcomes("elsewhere/shop", HOUR_KEY)
    assert refused.value.reason == "repository_forbidden"


def test_what_is_no_key_is_named_and_not_shown() -> None:
    with (
        ReplayServer(ONE) as server,
        GitHub(server.api_url, app_id="123", app_private_key="not a key at all") as github,
        pytest.raises(TokenRefused, match="GITHUB_APP_PRIVATE_KEY") as refused,
    ):
        github.outcomes("acme/shop", HOUR_KEY)
    assert "not a key at all" not in "".join(traceback.format_exception(refused.value))


def test_without_credentials_nothing_is_sent() -> None:
    listener = Listener()
    with ReplayServer(ONE, disturb=listener) as server, GitHub(server.api_url, clock=HandClock()) as github:
        github.outcomes("acme/shop", HOUR_KEY)
    assert {given for _, given in listener.heard} == {""}


def test_enterprise_lies_behind_a_path() -> None:
    with (
        ReplayServer(ONE, prefix="/api/v3") as server,
        GitHub(f"{server.api_url}/", token=TOKEN, clock=HandClock()) as github,
    ):
        (found,) = github.outcomes("acme/shop", HOUR_KEY).outcomes
        assert b"".join(github.log(found)) == b"one line\n"
        assert github.repositories(["acme/*"]) == ["acme/shop"]


def everywhere(*kinds: str) -> list[tuple[str, Any]]:
    return [(kind, status) for kind in kinds for status in (200, 302, 401, 403, 404, 500, "cut")]


@pytest.mark.parametrize(("kind", "status"), everywhere("runs", "jobs", "logs", "log"))
def test_no_message_or_log_line_holds_a_token_or_a_signature(
    kind: str, status: Any, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[str] = []

    def spoil(asked: Asked, reply: Reply) -> Reply:
        here = "log" if asked.host == "logs" else asked.path.rpartition("/")[2]
        if here != kind or status == 200:
            return reply
        return Reply(200, b"{" * 900, cut_after=5) if status == "cut" else Reply(status, b'{"message": "no"}', ())

    told: list[str] = []
    with (
        caplog.at_level(logging.DEBUG),
        ReplayServer(ONE, disturb=spoil) as server,
        GitHub(server.api_url, token=TOKEN, clock=HandClock(), log=lines.append, patience=HURRIED) as github,
    ):
        try:
            for outcome in github.outcomes("acme/shop", HOUR_KEY).outcomes:
                told.append(repr(outcome))
                reading = github.log(outcome)
                told.append(repr(reading))
                list(reading)
        except GitHubError as error:
            told += [repr(error), *traceback.format_exception(error)]
        told += [repr(github), repr(vars(github)), repr(github.counters)]
    assert server.leaked == 0
    everything = "\n".join([*lines, *told, caplog.text])
    assert caplog.text
    assert TOKEN not in everything
    assert "sig=" not in everything


def test_a_next_page_on_another_host_gets_no_token() -> None:
    with ReplayServer(ONE) as elsewhere:

        def lure(asked: Asked, reply: Reply) -> Reply:
            if asked.path.endswith("/runs"):
                link = ("Link", f'<{elsewhere.api_url}/repos/acme/shop/actions/runs>; rel="next"')
                return Reply(reply.status, reply.body, (*reply.headers, link))
            return reply

        with (
            ReplayServer(ONE, disturb=lure) as server,
            GitHub(server.api_url, token=TOKEN, clock=HandClock()) as github,
            pytest.raises(RepositoryUnreadable, match="another host"),
        ):
            github.outcomes("acme/shop", HOUR_KEY)
        assert not elsewhere.served


def test_a_renamed_repository_is_followed_on_the_same_host_only() -> None:
    with ReplayServer(ONE) as elsewhere:
        target = [""]

        def moved(asked: Asked, reply: Reply) -> Reply:
            if asked.path.startswith("/repos/acme/old/"):
                where = (
                    asked.path.replace("/old/", "/shop/") + "?" + "&".join(f"{k}={v}" for k, v in asked.query.items())
                )
                return Reply(301, b"{}", (("Location", f"{target[0]}{where}"),))
            return reply

        with (
            ReplayServer(ONE, disturb=moved) as server,
            GitHub(server.api_url, token=TOKEN, clock=HandClock()) as github,
        ):
            target[0] = server.api_url
            assert len(github.outcomes("acme/old", HOUR_KEY).outcomes) == 1
            target[0] = elsewhere.api_url
            with pytest.raises(RepositoryUnreadable):
                github.outcomes("acme/old", "2026-10-02-12:00")
        assert not elsewhere.served

"""Telling Dagster over HTTP that something outside of it happened: a materialization of an external asset.

The webserver's endpoint (`POST /report_asset_materialization/<key>`) has no authentication and answers 200 for
unknown assets and malformed partitions too: whoever reads the report validates it.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import requests

from error_assets.clients.outside import OutsideError
from error_assets.settings import without_credentials

TIMEOUT_SECONDS = 30.0
"""The webserver writes one row; CI should not wait longer for it."""
SHOWN_CHARS = 300
"""Characters of a refusing answer that are shown."""


class ReportRefused(OutsideError):
    """The report was not taken. The message says why and which setting to look at; it never holds the token."""


def report_run(url: str, token: str | None, asset_key: str, partition: str, metadata: Mapping[str, Any]) -> None:
    """Report a materialization of `asset_key` for `partition`; `metadata` is JSON. Raises ReportRefused."""
    # Dagster reads the body only if the type is exactly this, without a charset.
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    address = f"{url.rstrip('/')}/report_asset_materialization/{quote(asset_key)}"
    shown = without_credentials(address)
    body = json.dumps({"partition": partition, "metadata": dict(metadata)})
    try:
        answer = requests.post(
            address, data=body.encode(), headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False
        )
    except requests.RequestException as error:
        raise ReportRefused(
            f"{shown} cannot be reached ({type(error).__name__}): look at DAGSTER_WEBSERVER_URL"
        ) from error
    if answer.status_code != requests.codes.ok:
        raise ReportRefused(f"{shown} answered {answer.status_code}: {_why(answer)}")


def _why(answer: requests.Response) -> str:
    if answer.status_code in (401, 403):
        return "look at DAGSTER_WEBSERVER_TOKEN"
    if answer.is_redirect:
        return f"it redirects to {answer.headers['location']}, a login page perhaps: look at DAGSTER_WEBSERVER_TOKEN"
    if answer.status_code == requests.codes.not_found:
        return "no Dagster webserver answers there: look at DAGSTER_WEBSERVER_URL"
    return answer.text[:SHOWN_CHARS]

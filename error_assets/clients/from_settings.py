"""From settings to clients: the one place that knows which setting goes where."""

from collections.abc import Callable
from pathlib import Path

from error_assets.clients.claude import Claude
from error_assets.clients.claude_messages import Limits, Messages
from error_assets.clients.github import GitHub
from error_assets.clients.hour_store import HourStore
from error_assets.clients.index import Index
from error_assets.clients.ledger import Ledger
from error_assets.clients.local_index import LocalIndex
from error_assets.clients.log_store import LogStore
from error_assets.settings import Settings, SettingsError

GITHUB_CACHE = "github.sqlite"
LOCAL_INDEX = "index.sqlite"


def github(settings: Settings, log: Callable[[str], None]) -> GitHub:
    """The client of GitHub, or of what GITHUB_API_URL names. `log` is told of waiting."""
    settings.home.mkdir(parents=True, exist_ok=True)
    return GitHub(
        settings.github_api_url,
        token=settings.github_token.get_secret_value() if settings.github_token else None,
        app_id=settings.github_app_id,
        app_private_key=_private_key(settings),
        lookback_hours=settings.lookback_hours,
        workflows=settings.workflows,
        junit_artifacts=settings.junit_artifacts,
        cache_path=settings.home / GITHUB_CACHE,
        log=log,
    )


def _private_key(settings: Settings) -> str | None:
    if settings.github_app_private_key is None:
        return None
    value = settings.github_app_private_key.get_secret_value()
    if value.lstrip().startswith("-----BEGIN"):
        return value.replace("\\n", "\n")
    try:
        return Path(value).expanduser().read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"GITHUB_APP_PRIVATE_KEY is no PEM key and no file that can be read ({error.strerror})"
        ) from None


def hour_store(settings: Settings) -> HourStore:
    return HourStore(settings.storage)


def log_store(settings: Settings) -> LogStore:
    return LogStore(settings.storage)


def ledger(settings: Settings) -> Ledger:
    settings.home.mkdir(parents=True, exist_ok=True)
    return Ledger(settings.ledger_url)


def claude(settings: Settings, ledger: Ledger) -> Claude | None:
    """Claude, or None where there is no key or ENABLE_ERROR_CLASSIFICATION is false."""
    if not settings.asks_claude or settings.anthropic_api_key is None:
        return None
    limits = Limits(settings.max_rpm, settings.claude_daily_budget_usd, settings.claude_run_budget_usd)
    messages = Messages(
        settings.anthropic_api_key.get_secret_value(), settings.anthropic_base_url, ledger.requests, limits
    )
    return Claude(
        messages=messages,
        ledger=ledger,
        model=settings.anthropic_model,
        escalation_model=None if settings.claude_escalation_model == "none" else settings.claude_escalation_model,
        batch_size=settings.batch_size,
        max_error_length=settings.max_error_length,
        min_confidence=settings.min_confidence_for_reuse,
    )


def index(settings: Settings) -> Index:
    """OpenSearch where OPENSEARCH_URL is set, else the local index under ERROR_ASSETS_HOME."""
    if settings.opensearch_url is None:
        return LocalIndex(settings.home / LOCAL_INDEX)
    from error_assets.clients.opensearch import OpenSearchIndex

    password = settings.opensearch_password
    return OpenSearchIndex(
        settings.opensearch_url,
        alias=settings.error_classification_index,
        username=settings.opensearch_username,
        password=password.get_secret_value() if password else None,
    )

"""Every setting: its environment variable (the field's name in capitals), type, default, bounds and meaning.

Values come from the environment or from a `.env` file in the working directory. `python -m error_assets.settings`
prints the table that README shows.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from error_assets.hours import hour_start

MAX_BATCH_SIZE = 50
"""Signatures in one request: more make the answer long enough to be cut."""
OBJECT_STORES = ("s3", "gs", "az", "memory")
"""Schemes of ERROR_ASSETS_STORAGE; the last one is for tests."""
LEDGER_FILE = "ledger.sqlite"
REPO_PATTERN = re.compile(r"[\w.-]+/([\w.-]+|\*)")


class SettingsError(ValueError):
    """One line a fault: the variable, its value (never a secret's) and what is allowed."""


def setting(default: Any, meaning: str, allowed: str, **bounds: Any) -> Any:
    return Field(default, description=meaning, json_schema_extra={"allowed": allowed}, **bounds)


def whole(default: int | None, meaning: str, low: int, high: int) -> Any:
    return setting(default, meaning, f"a whole number from {low} to {high}", ge=low, le=high)


def amount(default: float | None, meaning: str) -> Any:
    return setting(default, meaning, "US dollars, 0 or more", ge=0, allow_inf_nan=False)


class Settings(BaseSettings):
    """All settings of one process, validated. Build it with `load_settings`."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    github_token: SecretStr | None = setting(None, "a token that may read Actions", "a GitHub token")
    github_app_id: str | None = setting(
        None, "instead of a token: a GitHub App's id", "a whole number", pattern=r"^\d+$"
    )
    github_app_private_key: SecretStr | None = setting(
        None,
        "with the App's id: its private key, or the path of its file",
        "a PEM private key or a file's path",
    )
    repo: Annotated[tuple[str, ...], NoDecode] = setting(
        (),
        "repositories: `owner/name`, several with commas, `owner/*` for all of an owner",
        "owner/name or owner/*",
    )
    anthropic_api_key: SecretStr | None = setting(
        None, "without it verdicts come from rules and memory alone", "an Anthropic API key"
    )
    anthropic_model: str = setting("claude-haiku-5-5", "the model that is asked first", "a model's name")
    opensearch_url: str | None = setting(
        None,
        "without it the index is a local file",
        "http:// or https:// address",
        pattern=r"^https?://[^\s]+$",
    )
    opensearch_username: str | None = setting(None, "user of OpenSearch", "text")
    opensearch_password: SecretStr | None = setting(None, "password of that user", "text")
    error_classification_index: str = setting(
        "error_classifications",
        "alias of the error documents",
        "lower-case letters, digits, _ and -, beginning with a letter",
        pattern=r"^[a-z][a-z0-9_-]{0,199}$",
    )
    enable_error_classification: bool = setting(
        True, "false: Claude is never asked; rules, corrections and memory go on", "true or false"
    )
    max_error_length: int = whole(
        10_000, "characters of one error sent to Claude and stored in full text", 500, 1_000_000
    )
    batch_size: int = whole(10, "signatures put to Claude in one request", 1, MAX_BATCH_SIZE)
    max_rpm: int = whole(50, "requests to Claude a minute, over all processes of one installation", 1, 10_000)
    classification_cache_ttl_hours: int = whole(168, "how long a remembered verdict serves new errors", 1, 87_600)
    min_confidence_for_reuse: float = setting(
        0.8,
        "below it a verdict is asked for once more, by the stronger model",
        "a number from 0 to 1",
        ge=0,
        le=1,
    )
    classify_realtime_threshold: Literal["infrastructure", "all", "none"] = setting(
        "infrastructure",
        "what a partial hour asks Claude at once: errors outside tests, all, or none. Rules always run",
        "infrastructure, all or none",
    )
    github_api_url: str = setting(
        "https://api.github.com",
        "GitHub's API; Enterprise Server: `https://HOST/api/v3`",
        "http:// or https:// address",
        pattern=r"^https?://[^\s]+$",
    )
    anthropic_base_url: str | None = setting(
        None,
        "a gateway or a local replay of Claude",
        "http:// or https:// address",
        pattern=r"^https?://[^\s]+$",
    )
    error_assets_home: Path = setting(
        Path(".error_assets"), "local: Dagster instance, ledger, local index, caches", "a folder"
    )
    error_assets_storage: str | None = setting(
        None,
        "Parquet and logs (default: `storage` under ERROR_ASSETS_HOME)",
        "a folder, or an s3://, gs:// or az:// address",
    )
    error_assets_ledger_url: SecretStr | None = setting(
        None,
        "SQLAlchemy URL of the ledger (default: a SQLite file under ERROR_ASSETS_HOME)",
        "a SQLAlchemy URL",
    )
    error_assets_start: str = setting("2026-01-01-00:00", "first hour that exists", "an hour like 2026-01-01-00:00")
    lookback_hours: int = whole(72, "how long before an hour a run may have been created to be found in it", 1, 2_160)
    resweep_hours: int = whole(6, "how many closed hours each tick of the schedule sweeps once more", 0, 168)
    workflows: Annotated[tuple[str, ...], NoDecode] = setting(
        (),
        "workflow names or file names to take, with commas; `*` matches any text, `!` in front excludes",
        "patterns separated by commas",
    )
    junit_artifacts: str | None = setting(
        None, "pattern of artifact names that hold JUnit XML, such as `*test-results*`", "a pattern with *"
    )
    framework_patterns: Annotated[tuple[tuple[str, str], ...], NoDecode] = setting(
        (),
        "`name=regex` pairs over job names, separated by `;`, for s_framework; else the tool that failed",
        "name=regex pairs separated by ;",
    )
    claude_escalation_model: str = setting(
        "claude-sonnet-5-5", "asked where confidence is low; `none` switches it off", "a model's name or none"
    )
    claude_daily_budget_usd: float = amount(1.00, "reached: `unclassified: budget`, asked in a later run")
    claude_run_budget_usd: float | None = amount(None, "the same for one run")
    retention_months: int = whole(13, "months that the index keeps (`prune` does not exist yet)", 1, 120)
    log_retention_days: int = whole(90, "days that logs and Parquet are kept (`prune` does not exist yet)", 1, 3_650)
    dagster_webserver_url: str | None = setting(
        None, "where `notify` reports", "http:// or https:// address", pattern=r"^https?://[^\s]+$"
    )
    dagster_webserver_token: SecretStr | None = setting(
        None, "bearer token of a proxy in front of the webserver", "text"
    )
    alert_webhook_url: SecretStr | None = setting(
        None, "Slack-format alerts (not sent yet)", "http:// or https:// address"
    )
    error_assets_executor: Literal["in_process", "multiprocess", "celery", "k8s"] = setting(
        "in_process", "how the steps of a run are executed", "in_process, multiprocess, celery or k8s"
    )

    @field_validator("*", mode="before")
    @classmethod
    def _trimmed(cls, value: Any) -> Any:
        """Without white space around it: what is read from a file ends with a newline."""
        return value.strip() if isinstance(value, str) else value

    @field_validator("github_token", "anthropic_api_key", "dagster_webserver_token")
    @classmethod
    def _sendable(cls, value: SecretStr | None) -> SecretStr | None:
        """What goes into a header: a control character in it would end up in an error message, with the rest."""
        if value is not None and not (value.get_secret_value().isprintable() and value.get_secret_value().isascii()):
            raise ValueError("not printable")
        return value

    @field_validator("repo", mode="before")
    @classmethod
    def _repositories(cls, value: Any) -> Any:
        names = _listed(value)
        for name in names:
            if not REPO_PATTERN.fullmatch(name):
                raise ValueError(name)
        return names

    @field_validator("workflows", mode="before")
    @classmethod
    def _patterns(cls, value: Any) -> Any:
        return tuple(name for name in _listed(value) if name != "all")

    @field_validator("framework_patterns", mode="before")
    @classmethod
    def _pairs(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        pairs = [pair.partition("=") for pair in re.split(r"[;\n]", value) if pair.strip()]
        for name, equals, regex in pairs:
            if not (name.strip() and equals and regex.strip()):
                raise ValueError(name)
            try:
                re.compile(regex.strip())
            except re.error as error:
                raise ValueError(str(error)) from None
        return tuple((name.strip(), regex.strip()) for name, _, regex in pairs)

    @field_validator("error_assets_storage")
    @classmethod
    def _known_store(cls, value: str | None) -> str | None:
        scheme, separator, _ = (value or "").partition("://")
        if separator and scheme not in OBJECT_STORES:
            raise ValueError(scheme)
        return value

    @field_validator("error_assets_start")
    @classmethod
    def _hour(cls, value: str) -> str:
        hour_start(value)
        return value

    @model_validator(mode="after")
    def _app_and_key(self) -> "Settings":
        if self.github_app_id is not None and self.github_app_private_key is None:
            raise ValueError(f"GITHUB_APP_ID={self.github_app_id}: GITHUB_APP_PRIVATE_KEY must be set with it")
        return self

    @property
    def home(self) -> Path:
        """ERROR_ASSETS_HOME as an absolute path."""
        return self.error_assets_home.expanduser().absolute()

    @property
    def storage(self) -> str:
        """Root of Parquet and logs: a path or an object-store address."""
        return self.error_assets_storage or str(self.home / "storage")

    @property
    def ledger_url(self) -> str:
        if self.error_assets_ledger_url is not None:
            return self.error_assets_ledger_url.get_secret_value()
        return f"sqlite:///{self.home / LEDGER_FILE}"

    @property
    def asks_claude(self) -> bool:
        return self.enable_error_classification and self.anthropic_api_key is not None


def without_credentials(url: str) -> str:
    """The address without `user:password@`: what may be shown."""
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}"


def _listed(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    return value


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment and `.env`, `overrides` (by field name) on top. Raises SettingsError."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError("\n".join(dict.fromkeys(_fault(entry) for entry in error.errors()))) from None
    except UnicodeDecodeError as error:
        raise SettingsError(f".env is not UTF-8 text ({error.reason} at byte {error.start})") from None


def settings_of(**values: Any) -> Settings:
    """Settings from `values` (by field name) alone, whatever the environment or `.env` says. Raises SettingsError."""
    try:
        return _OfValues(**values)
    except ValidationError as error:
        raise SettingsError("\n".join(_fault(entry) for entry in error.errors())) from None


class _OfValues(Settings):
    @classmethod
    def settings_customise_sources(  # type: ignore[override]  # given by name, so those not wanted need no name here
        cls, *_: Any, **sources: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (sources["init_settings"],)


def _fault(entry: Any) -> str:
    if not entry["loc"]:  # about several settings: the validator says it in full
        return str(entry["ctx"]["error"])
    name = str(entry["loc"][0])
    field = Settings.model_fields[name]
    shown = entry["input"]
    shown = without_credentials(shown) if isinstance(shown, str) and "://" in shown else shown
    value = "***" if "SecretStr" in str(field.annotation) else repr(shown)
    return f"{name.upper()}={value}: allowed is {_allowed(field)}"


def _allowed(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    return str(extra["allowed"]) if isinstance(extra, dict) else "another value"


def secrets(settings: Settings) -> tuple[str, ...]:
    """The values that must never be shown."""
    values = (getattr(settings, name) for name in Settings.model_fields)
    return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))


def table() -> str:
    """The settings as a Markdown table: variable, default, meaning."""
    rows = [
        f"| `{name.upper()}` | {_default(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def _default(field: FieldInfo) -> str:
    if field.default in (None, ()):
        return "none"
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


if __name__ == "__main__":
    print(table())

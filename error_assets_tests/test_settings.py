"""Settings: every variable has one home, one meaning, and one line when it is wrong."""

from pathlib import Path

import pytest

from error_assets.settings import Settings, SettingsError, load_settings, secrets, settings_of, table


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("FALSE", False), ("1", True), ("0", False), ("Yes", True), ("no", False)]
)
def test_booleans_take_the_usual_words_in_any_case(text: str, value: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENABLE_ERROR_CLASSIFICATION", text)
    assert load_settings().enable_error_classification is value


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("MAX_RPM", "0", "a whole number from 1 to 10000"),
        ("CLASSIFICATION_CACHE_TTL_HOURS", "0", "a whole number from 1 to 87600"),
        ("MIN_CONFIDENCE_FOR_REUSE", "1.5", "a number from 0 to 1"),
        ("CLASSIFY_REALTIME_THRESHOLD", "infra", "infrastructure, all or none"),
        ("ERROR_ASSETS_START", "2026-01-01", "an hour like 2026-01-01-00:00"),
        ("OPENSEARCH_URL", "localhost:9200", "http:// or https:// address"),
        ("FRAMEWORK_PATTERNS", "ui=(", "name=regex pairs separated by ;"),
        ("CLAUDE_DAILY_BUDGET_USD", "-1", "US dollars, 0 or more"),
        ("ERROR_ASSETS_EXECUTOR", "threads", "in_process, multiprocess, celery or k8s"),
    ],
)
def test_a_wrong_value_is_one_line_with_variable_value_and_what_is_allowed(
    name: str, value: str, allowed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == f"{name}={value!r}: allowed is {allowed}"


def test_lists_are_split_and_trimmed() -> None:
    settings = settings_of(repo="a/b, c/*,a/b", workflows="CI, !docs*", framework_patterns="ui=^web;api=^api")
    assert settings.repo == ("a/b", "c/*")
    assert settings.workflows == ("CI", "!docs*")
    assert settings.framework_patterns == (("ui", "^web"), ("api", "^api"))


def test_an_empty_variable_is_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATCH_SIZE", "")
    assert load_settings().batch_size == 10


def test_settings_of_values_ignore_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-real")
    assert settings_of().anthropic_api_key is None


def test_secrets_are_not_shown() -> None:
    settings = settings_of(github_token="ghp_x", anthropic_api_key="sk-y")
    assert "ghp_x" not in repr(settings) and "sk-y" not in repr(settings)
    assert set(secrets(settings)) == {"ghp_x", "sk-y"}


def test_readme_shows_every_setting_as_it_is() -> None:
    readme = Path(__file__).parents[1] / "README.md"
    assert table() in readme.read_text(encoding="utf-8")
    assert all(field.description for field in Settings.model_fields.values())

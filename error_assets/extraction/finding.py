"""A finding: one error as a reader of a log, JUnit file or annotation saw it, before it belongs to a job attempt."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One error and where it stands.

    `source` is one of records.ERROR_SOURCES, `sources` all places that told of it. `dialect` is the way in which it was
    said (the dialect module's name), `framework` the tool that failed. `message` is one line without timestamps, ANSI
    or `##[error]`; `text` the smallest block a person needs. Lines count from 1 in the file as given. `reason` is set
    only for source "job": nothing explains the failure (no_log, no_cause_in_log, only_exit_code, cancelled).
    """

    source: str
    dialect: str
    framework: str
    message: str
    text: str
    line_start: int | None = None
    line_end: int | None = None
    step_number: int | None = None
    step_name: str = ""
    test_name: str = ""
    sources: tuple[str, ...] = ()
    reason: str | None = None

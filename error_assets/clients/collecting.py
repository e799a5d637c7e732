"""From outcomes to raw failures: which attempts failed, their annotations, logs and JUnit files, all of it redacted.

What was read once is never read again: a completed attempt does not change, and its log may be gone tomorrow.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import PurePosixPath

from error_assets.clients.github import GitHub
from error_assets.clients.github_artifacts import JUnitFile
from error_assets.clients.github_logs import LogReading
from error_assets.clients.log_store import LogStore, StoredLog, key_of
from error_assets.extraction.junit import JUnitUnreadable, findings_in_junit
from error_assets.extraction.redaction import redacted
from error_assets.failures import failed_because, needs_annotations
from error_assets.records import Annotation, JobOutcome, RawFailure, Skipped

SETTLED_LOG_STATES = frozenset({"stored", "expired", "missing", "none"})
"""A later try cannot bring more; `late` and `cut` can."""

OUTCOME_FIELDS = tuple(field.name for field in fields(JobOutcome))


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """The failed attempts of one repository and hour, oldest first, and what was left out with its reason."""

    failures: tuple[RawFailure, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class _Failed:
    """An outcome that failed, before its log is read."""

    outcome: JobOutcome
    because: str
    annotations: tuple[Annotation, ...]


def collect_failures(github: GitHub, logs: LogStore, outcomes: Sequence[JobOutcome], before: Collected) -> Collected:
    """Read what is not known yet of the failed attempts among `outcomes`. `before` is what an earlier sweep stored.

    Logs and JUnit files go through redaction into `logs`. Raises GitHubError if something could not be asked.
    """
    known = {
        (failure.job_id, failure.attempt): failure
        for failure in before.failures
        if failure.log_state in SETTLED_LOG_STATES and (failure.log_key is None or logs.has(failure.log_key))
    }
    failed, skipped = _failed(github, outcomes, known)
    fresh = [item for item in failed if (item.outcome.job_id, item.outcome.attempt) not in known]
    cut = {(item.job_id, item.attempt): item for item in before.failures if item.log_state == "cut"}
    read = dict(zip(_keys(fresh), _with_logs(github, logs, fresh, cut), strict=True))
    junit, refused = _junit(github, logs, fresh)
    failures = [known.get(key) or replace(read[key], junit_keys=tuple(sorted(junit[key]))) for key in _keys(failed)]
    late = [_log_skip(failure) for failure in failures if failure.log_state not in ("stored", "none")]
    # Artifacts are asked for with the attempts that are new: what was found of the others stands.
    artifacts = {skip.item_id: skip for skip in (*before.skipped, *refused) if skip.kind == "artifact"}
    unused = sorted(artifacts.values(), key=lambda skip: skip.item_id)
    return Collected(failures=tuple(failures), skipped=(*skipped, *unused, *late))


def _keys(failed: Sequence[_Failed]) -> list[tuple[str, int]]:
    return [(item.outcome.job_id, item.outcome.attempt) for item in failed]


def _failed(
    github: GitHub, outcomes: Sequence[JobOutcome], known: dict[tuple[str, int], RawFailure]
) -> tuple[list[_Failed], list[Skipped]]:
    failed, skipped = [], []
    candidates = [outcome for outcome in outcomes if needs_annotations(outcome)]
    asked = github.annotations_of(o for o in candidates if (o.job_id, o.attempt) not in known)
    for outcome in candidates:
        stored = known.get((outcome.job_id, outcome.attempt))
        if stored is not None:
            failed.append(_Failed(outcome, stored.failed_because, stored.annotations))
            continue
        annotations = next(asked)
        because = failed_because(outcome, annotations)
        if because is None:
            skipped.append(_skip(outcome, "job", "cancelled"))
        else:
            failed.append(_Failed(outcome, because, annotations))
    return failed, skipped


def _with_logs(
    github: GitHub, logs: LogStore, failed: Sequence[_Failed], cut: dict[tuple[str, int], RawFailure]
) -> Iterator[RawFailure]:
    """The failures with their logs. `cut` are those of which a part is stored: it is never lost to a shorter one."""

    def receive(reading: LogReading) -> tuple[str, StoredLog | None]:
        outcome = reading.outcome
        cut_before = cut.get((outcome.job_id, outcome.attempt))

        def wanted(size: int) -> bool:
            """A whole log always, a part of one if it is more than what an earlier sweep has."""
            longer = cut_before is None or size > cut_before.log_bytes
            return reading.state == "stored" or (reading.state == "cut" and longer)

        key = key_of(outcome.repo, outcome.run_id, outcome.job_id, outcome.attempt)
        stored = logs.write(key, redacted(reading), wanted=wanted)
        if stored is None and cut_before is not None and cut_before.log_key is not None:
            return "cut", StoredLog(cut_before.log_key, cut_before.log_bytes, cut_before.log_sha256)
        return reading.state, stored

    states = github.each_log([item.outcome for item in failed], receive)
    for item, (state, stored) in zip(failed, states, strict=True):
        yield RawFailure(
            **{name: getattr(item.outcome, name) for name in OUTCOME_FIELDS},
            failed_because=item.because,
            log_state=state,
            log_key=None if stored is None else stored.key,
            log_bytes=0 if stored is None else stored.bytes,
            log_sha256="" if stored is None else stored.sha256,
            annotations=item.annotations,
        )


def _junit(
    github: GitHub, logs: LogStore, failed: Sequence[_Failed]
) -> tuple[dict[tuple[str, int], list[str]], list[Skipped]]:
    """Keys of the JUnit files in the log store that may speak of each attempt, and what could not be used."""
    by_run: dict[tuple[str, str], list[JobOutcome]] = defaultdict(list)
    for item in failed:
        by_run[item.outcome.repo, item.outcome.run_id].append(item.outcome)
    keys: dict[tuple[str, int], list[str]] = defaultdict(list)
    refused: list[Skipped] = []
    for (repo, run_id), outcomes in by_run.items():
        for file in github.junit(repo, run_id, outcomes):
            if isinstance(file, Skipped):
                refused.append(file)
                continue
            if (why := _unreadable(file)) is not None:
                refused.append(
                    Skipped(
                        repo=repo,
                        kind="artifact",
                        item_id=f"{run_id}/{file.artifact}/{file.member}",
                        reason="junit_unreadable",
                        detail=why,
                    )
                )
                continue
            key = _junit_key(repo, run_id, file)
            logs.write(key, redacted([file.content]))
            for outcome in outcomes:
                if outcome.job_id in file.job_ids:
                    keys[outcome.job_id, outcome.attempt].append(key)
    return keys, refused


def _junit_key(repo: str, run_id: str, file: JUnitFile) -> str:
    folder = PurePosixPath(key_of(repo, run_id, "junit", 1)).parent
    name = "~".join((file.artifact, *PurePosixPath(file.member).parts))
    return str(folder / f"{''.join(c if c.isalnum() or c in '.-_~' else '_' for c in name)}.zst")


def _unreadable(file: JUnitFile) -> str | None:
    """Why `file` is no JUnit XML, or None."""
    try:
        findings_in_junit(file.content)
    except JUnitUnreadable as error:
        return str(error)
    return None


def _skip(outcome: JobOutcome, kind: str, reason: str, detail: str = "") -> Skipped:
    item = f"{outcome.job_id}-{outcome.attempt}"
    return Skipped(repo=outcome.repo, kind=kind, item_id=item, reason=reason, detail=detail or outcome.job_name)


def _log_skip(failure: RawFailure) -> Skipped:
    return _skip(failure, "log", f"log_{failure.log_state}")

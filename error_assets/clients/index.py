"""The index of error documents: one protocol, two implementations (OpenSearch and a local file), no third."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol

from typing_extensions import Self

from error_assets.clients.outside import OutsideError
from error_assets.records import ErrorDocument


class IndexTrouble(OutsideError):
    """The index refused or could not be reached; one line that says what and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureTotals:
    """All that the index holds of one fingerprint: exact count, first and last time, where, and the latest verdict."""

    fingerprint: str
    template: str
    occurrence_count: int
    first_seen: datetime
    last_seen: datetime
    repos: tuple[str, ...]
    branches: tuple[str, ...]
    domain: str
    category: str
    subcategory: str


class Index(Protocol):
    """Error documents by id, replaced by hour and repository."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def replace_hour(self, hour: str, repo: str, documents: Sequence[ErrorDocument]) -> None:
        """Make `documents` all that the index holds of (hour, repo), and bring the totals of every fingerprint up to
        date that it held before or holds now. Raises IndexTrouble."""
        ...

    def occurrences_elsewhere(self, fingerprints: Sequence[str], hour: str, repo: str) -> Mapping[str, int]:
        """How many documents outside of (hour, repo) each fingerprint has; a fingerprint with none may be absent."""
        ...

    def count(self, *, hour: str | None = None, repo: str | None = None) -> int:
        """Documents of the hour and repository, as far as given."""
        ...

    def document(self, error_id: str) -> ErrorDocument | None:
        """The document of that id."""
        ...

    def documents(self) -> Iterator[ErrorDocument]:
        """Every document, by error id."""
        ...

    def search(self, query: str, *, limit: int) -> list[ErrorDocument]:
        """Documents whose text has every word of `query`, the best match first, then the newest."""
        ...

    def signature(self, fingerprint: str) -> SignatureTotals | None:
        """The totals of one fingerprint."""
        ...

    def drop(self) -> None:
        """Remove everything: it can be rebuilt from the stored hours."""
        ...

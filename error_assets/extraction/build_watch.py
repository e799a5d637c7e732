"""Docker builds inside a log that is read only once: their lines are kept while the log streams by."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from error_assets.extraction.buildkit import findings_in_buildkit
from error_assets.extraction.finding import Finding

BUILD_BYTES = 16 * 2**20
"""How much of a log is kept from the first sign of a build on; more than any build prints before it fails."""

SIGNS = (b"#1 [internal] load ", b"[internal] load build definition", b"did not complete successfully: exit code")


class BuildWatch:
    """Passes a log through and remembers the part in which a build may have failed."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []
        self._size = 0
        self._lines_before = 0

    def watched(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """`chunks` as they came."""
        for chunk in chunks:
            if self._kept or any(sign in chunk for sign in SIGNS):
                if self._size < BUILD_BYTES:
                    self._kept.append(chunk)
                    self._size += len(chunk)
            else:
                self._lines_before += chunk.count(b"\n")
            yield chunk

    def findings(self) -> list[Finding]:
        """What the tools in failed steps say, in lines of the whole log; BuildKit's own words are the log's to tell."""
        return [
            replace(finding, line_start=self._shifted(finding.line_start), line_end=self._shifted(finding.line_end))
            for finding in findings_in_buildkit(self._kept)
            if finding.framework != "buildkit"
        ]

    def _shifted(self, line: int | None) -> int | None:
        return line + self._lines_before if line else None

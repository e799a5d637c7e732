"""What was lately read from local files, kept while they are unchanged: each asset of a run reads the same hours."""

from collections import OrderedDict
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

MAX_FILE_BYTES = 16 * 1024 * 1024
"""Of the files whose content is kept; as objects it takes about five times as much memory."""


class RecentFiles:
    """Contents by file, the least lately used forgotten first. A file is known by place, inode, size and time, and each
    replacement of it has another inode."""

    def __init__(self, max_bytes: int = MAX_FILE_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._kept: OrderedDict[Any, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def key(self, file: Path, kind: type) -> Any:
        """What `file` is known by now, read as `kind`. Raises FileNotFoundError."""
        stat = file.stat()
        return (str(file), kind, stat.st_ino, stat.st_mtime_ns, stat.st_size)

    def get(self, key: Any) -> Any:
        """The content, or None."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def keep(self, key: Any, content: Any) -> None:
        size = int(key[-1])
        with self._lock:
            if key in self._kept or size > self._max_bytes:
                return
            self._kept[key] = (content, size)
            self._bytes += size
            while self._bytes > self._max_bytes:
                self._bytes -= self._kept.popitem(last=False)[1][1]


@cache
def recent_files() -> RecentFiles:
    """The one of this process."""
    return RecentFiles()

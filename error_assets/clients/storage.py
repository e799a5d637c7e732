"""What a storage root is (a folder, or an object store by s3://, gs:// or az://) and how its files are replaced whole.

What the files hold is said in hour_store.py and log_store.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, TYPE_CHECKING, TypeAlias
from urllib.parse import quote, unquote

from error_assets.clients.outside import OutsideError

if TYPE_CHECKING:
    from upath import UPath

    Place: TypeAlias = Path | UPath

TEMPORARY_SUFFIX = ".tmp"
COPY_BYTES = 1024 * 1024
"""Bytes of a finished file that are in memory at a time while it goes to an object store."""


class StorageError(OutsideError):
    """A stored file cannot be used. The message names the file and says what to do."""


def place(root: str) -> "Place":
    """The root as a path: `pathlib.Path` for a folder, a universal path for an address with `://`."""
    if "://" not in root:
        return Path(root).expanduser().absolute()
    from upath import UPath

    try:
        return UPath(root)
    except (ImportError, ValueError) as error:
        raise StorageError(f"{root} cannot be opened ({error}): is the extra s3, gcs or azure installed?") from error


def escaped(name: str) -> str:
    """`owner/name` as one file name; `unescaped` is the way back."""
    return quote(name, safe="")


def unescaped(name: str) -> str:
    return unquote(name)


@contextmanager
def replacing(target: "Place") -> Iterator[IO[bytes]]:
    """A binary file to write; when the block ends well it takes the place of `target` at once, else nothing changes.

    In a folder that is a rename; an object store shows an object only once it is complete. Whoever reads meanwhile sees
    the old content or the new. No fsync: after a power cut a file may be damaged, which every reader here notices.
    """
    if isinstance(target, Path):
        with _renamed_into(target) as file:
            yield file
        return
    with TemporaryFile() as file:
        yield file
        file.seek(0)
        with target.open("wb") as remote:
            while chunk := file.read(COPY_BYTES):
                remote.write(chunk)


@contextmanager
def _renamed_into(target: Path) -> Iterator[IO[bytes]]:
    target.parent.mkdir(parents=True, exist_ok=True)
    file = NamedTemporaryFile(  # noqa: SIM115 (it outlives the block that closes it)
        dir=target.parent, prefix=f".{target.name}.", suffix=TEMPORARY_SUFFIX, delete=False
    )
    try:
        with file:
            yield file
        Path(file.name).replace(target)
    except BaseException:
        Path(file.name).unlink(missing_ok=True)
        raise


def children(folder: "Place") -> "list[Place]":
    """What lies in `folder`, by name, without temporary files; nothing if there is no such folder."""
    # An object store has no folders: what does not exist is "not a directory" there, and in a folder a fault.
    missing = FileNotFoundError if isinstance(folder, Path) else (FileNotFoundError, NotADirectoryError)
    try:
        found = [child for child in folder.iterdir() if not child.name.startswith(".")]
    except missing:
        return []
    return sorted(found, key=lambda child: child.name)

"""What the content of extracted errors depends on: the code and the data of this package."""

from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
WRITTEN = (".py", ".toml")
"""Source and data; what Python makes of them lies beside them and does not count."""


def extraction_version(folder: Path = HERE) -> str:
    """12 hex digits that change with any dialect, table or line of code that finds, settles, merges or redacts.

    A change in a comment counts too: what is no more than a comment, only a reader can tell. Equal on all systems.
    """
    digest = sha256()
    for file in sorted(folder.rglob("*"), key=Path.as_posix):  # paths themselves sort without regard to case on Windows
        if file.suffix in WRITTEN:
            # A checkout may have other line ends than a wheel.
            content = file.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:12]

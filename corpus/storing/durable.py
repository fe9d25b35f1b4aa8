"""Files that survive a crash: written beside their name, put on disk, then named."""

import os
import secrets
from pathlib import Path

PARTIAL = ".partial"


def write(file: Path, text: str) -> None:
    """Replace `file` by `text`; a reader, or a crash at any moment, sees the old text or the new one."""
    partial = file.with_name(f"{file.name}.{secrets.token_hex(4)}{PARTIAL}")
    with partial.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(file)
    flush(file.parent)


def flush_tree(folder: Path) -> None:
    """Put every file below `folder`, and the folders themselves, on disk."""
    for path in [*folder.rglob("*"), folder]:
        flush(path)


def flush(path: Path) -> None:
    """Put one file or folder on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

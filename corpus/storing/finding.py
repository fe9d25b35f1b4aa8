"""The PDF files that paths name."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import DocumentError, DocumentUnreadable, NothingToIndex

SUFFIX = ".pdf"


@dataclass(frozen=True, slots=True)
class Found:
    """The files to index, in the order of their names, and what is wrong with others. Names are unique."""

    files: tuple[Path, ...]
    failed: tuple[DocumentError, ...] = ()


def find(paths: Sequence[Path]) -> Found:
    """Return the files among `paths` and the PDF files below the folders among them; hidden ones are left out.

    Raises NothingToIndex for a path that does not exist, for a folder that cannot be read (its documents must not
    seem to have vanished), and when there is no PDF file at all.
    """
    files: dict[str, Path] = {}
    failed: list[DocumentError] = []
    for file in dict.fromkeys(file for path in paths for file in _below(path, set())):
        if not _is_text(file.name):
            failed.append(DocumentUnreadable(f"{file!r}: the name of this file is not valid UTF-8; rename it"))
        elif file.name not in files:
            files[file.name] = file
        elif file.resolve() != files[file.name].resolve():
            failed.append(DocumentUnreadable(f"{file}: {files[file.name]} has the same name; rename one of the two"))
    if not files and not failed:
        raise NothingToIndex(f"{', '.join(map(str, paths))}: no PDF files here; give a folder or file that has them")
    return Found(tuple(files[name] for name in sorted(files)), tuple(failed))


def _below(path: Path, seen: set[Path]) -> Iterator[Path]:
    if not path.is_dir():
        if not os.path.lexists(path):
            raise NothingToIndex(f"{path}: there is no such file or folder; check the path")
        yield path
        return
    if path.resolve() in seen:  # a link that leads back
        return
    seen.add(path.resolve())
    for entry in _entries(path):
        if entry.name.lower().endswith(SUFFIX):
            yield entry
        elif entry.is_dir():
            yield from _below(entry, seen)


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        raise NothingToIndex(f"{folder}: this folder cannot be read ({error.strerror}); check its rights") from error


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True

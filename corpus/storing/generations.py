"""The folder of an index: generations side by side, and one pointer to the live one.

    current                 the name of the live generation
    generations/<name>/     manifest.json: which files, segments and wording make this generation
    segments/<name>/        passages and vectors of some files (segments.py)
    words/<name>/           analysis/, and the words of each segment in a folder of the segment's name
    files/<sha256>.pdf      every file of the kept generations, as it was ingested
    lock                    held by the ingest at work

What a live generation names is never changed, and a name is never used again. The generation before the live one is
kept, because a reader may just have read the pointer; so is every one that a reader still holds (leases.py).
"""

import hashlib
import json
import re
import secrets
import shutil
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import IndexBusy, IndexMissing, SearchIndexError
from corpus.storing import leases
from corpus.storing.durable import PARTIAL, flush, flush_tree, write
from corpus.storing.manifest import MANIFEST, Manifest

POINTER = "current"
GENERATIONS = "generations"
SEGMENTS = "segments"
WORDINGS = "words"
FILES = "files"
LOCK = "lock"
# Long enough for an ingest that finds nothing to do, short enough for a person to wait.
PATIENCE = 5.0
CHUNK = 1 << 20
GENERATION_NAME = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}")
FILE_NAME = re.compile(rf"[0-9a-f]{{64}}\.pdf|[0-9a-f]{{16}}{re.escape(PARTIAL)}")


@contextmanager
def locked(index: Path, *, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the index for one ingest, after at most `patience` seconds.

    Raises IndexBusy, and SearchIndexError when the folder cannot be written.
    """
    lock = FileLock(index / LOCK)
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise IndexBusy(f"{index}: another ingest is at work; try again when it has finished") from error
    except OSError as error:
        raise SearchIndexError(
            f"{index}: no index can be written here ({error.strerror}); choose another folder with --index"
        ) from error
    try:
        yield
    finally:
        lock.release()


def live(index: Path) -> str:
    """Return the name of the live generation. Raises IndexMissing."""
    try:
        return (index / POINTER).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissing(f"{index}: nothing was indexed here yet; run: assistant ingest --index {index}") from error


def stamp(index: Path) -> tuple[int, int] | None:
    """Return a value that changes when another generation goes live; None when nothing was indexed yet."""
    try:
        found = (index / POINTER).stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_mtime_ns, found.st_ino


def folder_of(index: Path, generation: str) -> Path:
    """Return where a generation lies."""
    return index / GENERATIONS / generation


def segment_of(index: Path, name: str) -> Path:
    """Return where a segment lies."""
    return index / SEGMENTS / name


def wording_of(index: Path, name: str) -> Path:
    """Return where a wording lies."""
    return index / WORDINGS / name


def file_of(index: Path, sha256: str) -> Path:
    """Return where the copy of an ingested file lies."""
    return index / FILES / f"{sha256}.pdf"


def live_manifest(index: Path) -> Manifest | None:
    """Return the manifest of the live generation; None when there is none that can be read."""
    try:
        return _manifest(folder_of(index, live(index)))
    except IndexMissing:
        return None


def start(folder: Path) -> Path:
    """Make the folder of a new generation, segment or wording below `folder`, under a name that was never used."""
    new = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}"
    new.mkdir(parents=True)
    return new


def publish(index: Path, generation: str, made: Sequence[Path] = ()) -> None:
    """Put a finished generation, with the folders `made` for it, on disk and make it the live one, in one step."""
    for folder in (folder_of(index, generation), *made):
        flush_tree(folder)
        flush(folder.parent)
    (index / FILES).mkdir(exist_ok=True)
    flush(index / FILES)
    flush(index)
    write(index / POINTER, f"{generation}\n")


def keep_file(index: Path, path: Path) -> str:
    """Copy a file into the index, unless a file with these bytes is there, and return its hash.

    A copy and not a link: its owner may edit the original in place. Raises OSError.
    """
    folder = index / FILES
    folder.mkdir(exist_ok=True)
    partial = folder / f"{secrets.token_hex(8)}{PARTIAL}"
    digest = hashlib.sha256()
    with path.open("rb") as source, partial.open("wb") as copy:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            copy.write(chunk)
    kept = file_of(index, digest.hexdigest())
    if kept.is_file():
        partial.unlink()
    else:
        flush(partial)
        partial.replace(kept)
    return digest.hexdigest()


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes. Raises OSError."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def sweep(index: Path) -> None:
    """Remove what killed runs left and what no kept generation needs. Only under the lock.

    Kept are the live generation, the one before it, and every one that somebody still reads. Names that are not ours
    stay: somebody may have pointed the index at a folder of their own.
    """
    manifest = live_manifest(index)
    names = {name for name in (manifest.generation, manifest.previous) if name} if manifest else set()
    with ExitStack() as held:
        for entry in _entries(index / GENERATIONS):
            if entry.name not in names and not held.enter_context(leases.free(entry)):
                names.add(entry.name)
        _sweep_all_but(index, names)


def _sweep_all_but(index: Path, names: Collection[str]) -> None:
    """Remove all that is ours and that none of these generations needs."""
    kept = [found for name in names if (found := _manifest(folder_of(index, name)))]
    _sweep_folder(index / GENERATIONS, names)
    _sweep_folder(index / SEGMENTS, {segment for each in kept for segment in each.segments})
    _sweep_folder(index / WORDINGS, {each.wording.name for each in kept})
    for wording in {each.wording.name for each in kept if each.wording.name}:
        needed = {segment for each in kept if each.wording.name == wording for segment in each.segments}
        _sweep_folder(wording_of(index, wording), needed)
    needed = {f"{sha256}.pdf" for name in names for sha256 in _hashes(folder_of(index, name))}
    for entry in _entries(index / FILES):
        if entry.name not in needed and FILE_NAME.fullmatch(entry.name):
            entry.unlink(missing_ok=True)
    for entry in index.glob(f"{POINTER}.*{PARTIAL}"):
        entry.unlink(missing_ok=True)


def _sweep_folder(folder: Path, kept: Collection[str]) -> None:
    for entry in _entries(folder):
        if entry.name not in kept and GENERATION_NAME.fullmatch(entry.name):
            shutil.rmtree(entry, ignore_errors=True)


def _manifest(folder: Path) -> Manifest | None:
    try:
        return Manifest.open(folder)
    except (OSError, ValueError, KeyError):
        return None


def _hashes(folder: Path) -> set[str]:
    """Return the files of a generation, of whatever format."""
    if not (folder / MANIFEST).is_file():
        return set()
    return {file["sha256"] for file in json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]}


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []

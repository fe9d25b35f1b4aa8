"""What an ingest must do: which files are read, which stay as they are, and which cannot be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import DocumentError, DocumentUnreadable
from corpus.provenance.origins import Origins
from corpus.storing import generations
from corpus.storing.finding import Found
from corpus.storing.manifest import IndexedFile, Manifest
from corpus.storing.recipe import Recipe, outdated


@dataclass(frozen=True, slots=True)
class Plan:
    """The work of one run.

    `files` are the files that will be in the index if all goes well, in order; `read` those that must be read.
    `kept` holds the others by name, as they will stand in the manifest. `live` is the manifest of the live generation,
    `carried` tells whether its vectors can be taken over.
    """

    recipe: Recipe
    files: tuple[Path, ...]
    read: tuple[Path, ...]
    kept: Mapping[str, IndexedFile]
    failed: tuple[DocumentError, ...]
    live: Manifest | None
    carried: bool

    @property
    def known(self) -> Mapping[str, IndexedFile]:
        """The files of the live generation by name."""
        return {file.name: file for file in self.live.files} if self.live else {}

    @property
    def previous(self) -> str | None:
        """The name of the live generation."""
        return self.live.generation if self.live else None

    @property
    def removed(self) -> tuple[str, ...]:
        """The names of the live generation that are no longer among the files."""
        names = {path.name for path in self.files}
        return tuple(name for name in self.known if name not in names)

    @property
    def redescribed(self) -> tuple[str, ...]:
        """The names of kept files whose metadata or sources are new."""
        return tuple(name for name, file in self.kept.items() if file.provenance != self.known[name].provenance)


def plan(index: Path, found: Found, recipe: Recipe, origins: Origins, *, rebuild: bool) -> Plan:
    """Compare the files with the live generation, by the hash of their bytes.

    Raises IndexOutdated when the live generation was made otherwise and `rebuild` is not asked.
    """
    live = generations.live_manifest(index)
    if live and live.recipe != recipe and not rebuild:
        raise outdated(index, live.recipe, recipe)
    carried = live is not None and live.recipe == recipe
    known = {file.name: file for file in live.files} if live and carried else {}
    files: list[Path] = []
    read: list[Path] = []
    kept: dict[str, IndexedFile] = {}
    failed = list(found.failed)
    for path in found.files:
        before = known.get(path.name)
        try:
            same = before is not None and generations.hash_of(path) == before.sha256
        except OSError as error:
            failed.append(with_consequence(unreadable(path, error), stays=before is not None))
            if before is not None:
                files.append(path)
                kept[path.name] = before
            continue
        files.append(path)
        if before is not None and same and not rebuild:
            kept[path.name] = redescribed(path, before, origins)
        else:
            read.append(path)
    return Plan(recipe, tuple(files), tuple(read), kept, tuple(failed), live, carried)


def redescribed(path: Path, file: IndexedFile, origins: Origins) -> IndexedFile:
    """Return the file as it was, or with new metadata when its folder now says something else of it."""
    return file if origins.fingerprint(path) == file.provenance else origins.describe(path, file)


def unreadable(path: Path, error: OSError) -> DocumentUnreadable:
    """Return the error for a file that the file system refuses."""
    what = "is a folder, not a file; rename it" if path.is_dir() else f"cannot be read ({error.strerror}); check it"
    return DocumentUnreadable(f"{path}: {what}")


def with_consequence(error: DocumentError, *, stays: bool) -> DocumentError:
    """Return the error, saying whether an earlier version of the file still answers questions."""
    return type(error)(f"{error}; its earlier version stays in the index") if stays else error

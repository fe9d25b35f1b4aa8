"""`assistant ingest`: brings the index in line with files and folders."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands.options import add_index, keep_quiet, settings
from assistant.extensions import AFTER_INGEST, extensions
from assistant.settings import SHIPPED_DOCUMENTS
from corpus.errors import ProductError

if TYPE_CHECKING:
    from assistant.settings import Settings
    from corpus.changes import DocumentChange, Excerpt
    from corpus.ingest import Progress, Report

# What a screen can hold; more is counted, not named.
DOCUMENTS_NAMED = 20
PASSAGES_NAMED = 10
WORDS_SHOWN = 10


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("ingest", help="bring the index in line with PDF files")
    command.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="PDF files and folders (default: the shipped documents)"
    )
    add_index(command)
    command.add_argument("--rebuild", action="store_true", help="read everything again, whatever made the index")
    command.add_argument("--verbose", action="store_true", help="show the warnings of the libraries too")
    command.set_defaults(run=run)


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Ingest; 1 when a file could not be used. Raises ProductError when the run as a whole fails."""
    keep_quiet(verbose=options.verbose)
    chosen = settings(options, environ)

    from corpus.embedding import load
    from corpus.ingest import sync

    with _progress_bar() as progress:
        report = sync(
            options.paths or [SHIPPED_DOCUMENTS],
            chosen.index,
            embedder=load(chosen.embedding),
            rebuild=options.rebuild,
            progress=progress,
        )
    for error in report.failed:
        print(error, file=sys.stderr)
    for name, pages in report.without_text.items():
        print(_needs_ocr(name, pages), file=sys.stderr)
    for line in described(report.changes):
        print(line)
    _tell_extensions(report.changes, chosen)
    print(_summary(chosen.index, report))
    return 1 if report.failed else 0


def _summary(index: Path, report: "Report") -> str:
    counts = {
        "added": report.added, "changed": report.changed, "removed": report.removed,
        "unchanged": report.unchanged, "failed": report.failed,
    }  # fmt: skip
    did = ", ".join(f"{len(names)} {what}" for what, names in counts.items() if names) or "nothing to do"
    return f"{index}: {did}; {report.passages} passages of {report.pages} pages; {report.seconds:.1f} s"


def described(changes: Sequence["DocumentChange"]) -> Iterator[str]:
    """Yield lines that say what became of the documents and their passages."""
    for change in changes[:DOCUMENTS_NAMED]:
        yield f"{change.document}: {_became(change)}"
        passages = [
            *(("changed", before) for before, _ in change.changed),
            *(("removed", gone) for gone in change.removed),
            *(("added", new) for new in change.added),
        ]
        for what, passage in passages[:PASSAGES_NAMED]:
            yield f"  {what} {_shown(passage)}"
        if len(passages) > PASSAGES_NAMED:
            yield f"  and {len(passages) - PASSAGES_NAMED} passages more"
    if len(changes) > DOCUMENTS_NAMED:
        yield f"and {len(changes) - DOCUMENTS_NAMED} documents more"


def _became(change: "DocumentChange") -> str:
    match change.state:
        case "added":
            return f"new, {change.passages} passages"
        case "removed":
            return f"removed, with its {change.passages} passages"
        case "unknown":
            return f"read again, {change.passages} passages; they cannot be compared with those before"
        case "changed":
            counts = {"added": change.added, "changed": change.changed, "removed": change.removed}
            did = ", ".join(f"{len(passages)} {what}" for what, passages in counts.items() if passages)
            return f"passages: {did}" if did else "no passage changed"


def _shown(passage: "Excerpt") -> str:
    words = passage.text.split()
    begin = " ".join(words[:WORDS_SHOWN]) + (" …" if len(words) > WORDS_SHOWN else "")
    return f"p. {passage.page}, {' > '.join(passage.section) or 'no section'}: {begin}"


def _tell_extensions(changes: Sequence["DocumentChange"], chosen: "Settings") -> None:
    """Print what other packages say of the changes. The index is live by now: what fails here undoes nothing."""
    if not changes:
        return
    for extension in extensions(AFTER_INGEST):
        try:
            for line in extension(changes, chosen):
                print(line)
        except ProductError as error:
            print(error, file=sys.stderr)


def _needs_ocr(name: str, pages: Sequence[int]) -> str:
    which = ("page " if len(pages) == 1 else "pages ") + ranges(pages)
    return f"{name}: no text on {which}, a picture only; run ocrmypdf on the file, then ingest it again"


def ranges(pages: Sequence[int]) -> str:
    """Return ascending page numbers in short: 1-4, 7."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


@contextmanager
def _progress_bar() -> Iterator[Callable[["Progress"], None] | None]:
    """Show files, pages and time left on standard error, when that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[done]}"), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None, done="")

        def show(now: "Progress") -> None:
            done = f"{now.files_done}/{now.files} files, {now.pages_done} pages"
            bar.update(task, description=now.name, total=now.total, completed=now.done, done=done)

        yield show

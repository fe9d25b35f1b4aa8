"""`python -m evals check`, `template`, `convert` and `freeze`: the files of golden questions."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands.options import add_index, keep_quiet
from corpus.errors import IndexMissing
from evals.golden.questions import FOLDER, SUITES, TEST, GoldenQuestion, QuestionsError

if TYPE_CHECKING:
    from assistant.settings import Settings
    from corpus.index import Index
    from evals.golden.evidence import Missing
    from evals.golden.sheets import Sheet

FAULTY = "-fouten"
"""What is added to the name of a sheet that comes back with its mistakes."""


def add(commands: Any) -> None:
    """Describe the commands."""
    check = commands.add_parser("check", help="name golden quotes that no longer occur in the documents")
    check.add_argument(
        "suites", nargs="*", metavar="SUITE", help="calibration, test, or a file of questions (default: both parts)"
    )
    add_index(check)
    check.set_defaults(run=run_check)

    template = commands.add_parser("template", help="write an Excel file to fill in golden questions")
    template.add_argument("file", type=Path, metavar="FILE.xlsx")
    add_index(template)
    template.set_defaults(run=run_template)

    convert = commands.add_parser("convert", help="turn golden questions into another file: .jsonl, .xlsx or .csv")
    convert.add_argument("source", type=Path, metavar="IN")
    convert.add_argument("target", type=Path, metavar="OUT")
    convert.add_argument("--force", action="store_true", help="replace OUT when it is there already")
    convert.add_argument("--unchecked", action="store_true", help="do not look up the quotes of a sheet in the index")
    add_index(convert)
    convert.set_defaults(run=run_convert)

    freeze = commands.add_parser("freeze", help="freeze the test part by its hash")
    freeze.add_argument("--reason", required=True, metavar="TEXT", help="why it is frozen as it is now")
    freeze.set_defaults(run=run_freeze)


def run_check(options: argparse.Namespace) -> int:
    """Return 1, naming each, when a quote does not occur or a question stands in two parts. Raises ProductError."""
    keep_quiet()
    from assistant.opening import open_index
    from evals.golden import evidence
    from evals.golden.parts import shared
    from evals.golden.questions import suite

    names = options.suites or [name for name in SUITES if (FOLDER / f"{name}.jsonl").is_file()]
    parts = {name: _questions(suite(name)) for name in dict.fromkeys(names)}
    faults = [f"{one}: the same question as {other}; keep one of them" for one, other in shared(parts)]
    quotes = 0
    with open_index(_settings(options)) as index:
        for name, questions in parts.items():
            quotes += sum(len(question.gold) for question in questions)
            faults += [f"{name} {_described(missing)}" for missing in evidence.check(questions, index)]
            for id_, moved, place in evidence.moved(questions, index):
                print(f"{name} {id_}: the quote stands on page {place.page}, not {moved.page}", file=sys.stderr)
    for fault in faults:
        print(fault)
    asked = sum(len(questions) for questions in parts.values())
    print(f"{quotes} quotes of {asked} questions: {f'{len(faults)} faults' if faults else 'all occur'}")
    return 1 if faults else 0


def run_template(options: argparse.Namespace) -> int:
    """Write the template; the documents of the index, if there is one, are offered. Raises ProductError."""
    from corpus.storing import generations
    from evals.golden import sheets

    if options.file.exists():
        raise QuestionsError(f"{options.file}: this file is there already; choose another name")
    live = generations.live_manifest(_settings(options).index)
    sheets.write_template(options.file, [file.name for file in live.files] if live else ())
    print(f"{options.file}: fill in the sheet, then run: python -m evals convert {options.file} QUESTIONS.jsonl")
    return 0


def run_convert(options: argparse.Namespace) -> int:
    """Convert; 1 when a sheet has mistakes, which are then named in a copy of it. Raises ProductError."""
    keep_quiet()
    from evals.golden import questions, sheets

    target = options.target
    if target.exists() and not options.force:
        raise QuestionsError(f"{target}: this file is there already; choose another name, or replace it with --force")
    documents: tuple[str, ...] = ()
    if not sheets.is_sheet(options.source):
        golden = questions.read(options.source)
    else:
        index = None if options.unchecked else _index(_settings(options))
        sheet = sheets.read(options.source, index)
        if sheet.faults:
            _give_back(options.source, target.parent, sheet)
            return 1
        golden, documents = sheet.questions, _names(index)
    if sheets.is_sheet(target):
        sheets.write(target, golden, documents)
    elif target.suffix == ".jsonl":
        questions.write(target, golden)
    else:
        raise QuestionsError(f"{target}: unknown sort of file; end its name in .jsonl, .xlsx or .csv")
    print(f"{target}: {len(golden)} questions")
    return 0


def run_freeze(options: argparse.Namespace) -> int:
    """Freeze the test part. Raises ProductError."""
    from evals.golden import frozen
    from evals.golden.questions import suite

    file = suite(TEST)
    new = frozen.freeze(file, options.reason, today=date.today())
    print(f"{file}: frozen; commit it with {frozen.FROZEN.name}" if new else f"{file}: was frozen like this already")
    return 0


def _questions(file: Path) -> tuple[GoldenQuestion, ...]:
    from evals.golden import questions

    return questions.read(file)


def _settings(options: argparse.Namespace) -> "Settings":
    from assistant.settings import Settings

    return Settings.from_environment(os.environ, index=options.index)


def _index(settings: "Settings") -> "Index | None":
    """Open the index, or say that there is none."""
    from assistant.opening import open_index

    try:
        return open_index(settings)
    except IndexMissing as error:
        print(f"{error}; until then quotes are not looked up", file=sys.stderr)
        return None


def _names(index: "Index | None") -> tuple[str, ...]:
    return tuple(document.name for document in index.documents) if index else ()


def _give_back(source: Path, folder: Path, sheet: "Sheet") -> None:
    """Write a copy of a sheet that names its mistakes, and say where."""
    from evals.golden import sheets

    returned = _free(folder / (source.stem.partition(FAULTY)[0] + FAULTY + source.suffix))
    sheets.write_faults(source, returned, sheet.faults)
    print(
        f"{source}: {len(sheet.faults)} rows have mistakes, named in the column Fout of {returned}; mend them there "
        "and convert that file",
        file=sys.stderr,
    )


def _described(missing: "Missing") -> str:
    evidence, nearest = missing.evidence, missing.nearest
    page = f", p. {evidence.page}" if evidence.page else ""
    why = "is a heading, which is never quoted" if missing.heading else "does not occur"
    why = why if missing.known else "cannot occur: this document is not in the index"
    said = f"{missing.question}: {evidence.document}{page}: “{evidence.quote}” {why}"
    return said + (f"; nearest, {nearest.document}, p. {nearest.page}: “{nearest.text}”" if nearest else "")


def _free(file: Path) -> Path:
    """Return the path, or the first like it that is not there: a file that was filled in is never written over."""
    number, found = 2, file
    while found.exists():
        found = file.with_name(f"{file.stem}-{number}{file.suffix}")
        number += 1
    return found

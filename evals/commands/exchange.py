"""`python -m evals collection` and `export`: test collections of others in, runs for libraries of others out."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Describe the commands."""
    from evals.blleqa import LANGUAGES, PARTS
    from evals.bridge import LAYOUTS

    collection = commands.add_parser("collection", help="write a test collection of others in the BEIR layout")
    collection.add_argument("layout", choices=["blleqa"], help="how the folder is laid out")
    collection.add_argument("folder", type=Path, metavar="FOLDER", help="the local folder of the data set")
    collection.add_argument("to", type=Path, metavar="TO", help="the folder to write")
    collection.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="(default: nl)")
    collection.add_argument("--part", choices=PARTS, default=PARTS[0], help="(default: test)")
    collection.set_defaults(run=_convert)

    export = commands.add_parser("export", help="write a run for RAGAS or DeepEval")
    export.add_argument("layout", choices=LAYOUTS, help="the library that will read it")
    export.add_argument("run_folder", metavar="RUN", help="a run")
    export.set_defaults(run=_export)


def _convert(options: argparse.Namespace) -> int:
    from evals.blleqa import convert

    made = convert(options.folder, options.to, language=options.language, part=options.part)
    print(f"{made.documents} articles, {made.questions} questions; next: python -m evals retrieval {options.to}")
    if made.unknown:
        print(f"{made.unknown} relevant articles are not in corpus.csv; they count as not found", file=sys.stderr)
    return 0


def _export(options: argparse.Namespace) -> int:
    from evals import runs
    from evals.bridge import exported

    print(exported(runs.read(runs.find(options.run_folder)).asked, options.layout), end="")
    return 0

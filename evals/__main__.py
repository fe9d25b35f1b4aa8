"""`python -m evals …`: prints results to standard output, everything else to standard error."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import ProductError
from corpus.searching import STAGES
from evals.commands import calibrate, check_sentences, compare, exchange, gate, golden, judge, load, run

COMMANDS = (run, judge, compare, gate, golden, check_sentences, calibrate, exchange, load)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one evaluation and return the exit status: 0 done, 1 failed (2, wrong command line, is argparse's)."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen) or 0)
    except ProductError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description="Measures the assistant.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    retrieval = commands.add_parser("retrieval", help="how well the search finds documents of a BEIR test collection")
    retrieval.add_argument("folder", type=Path, help="folder with corpus.jsonl, queries.jsonl and qrels/test.tsv")
    retrieval.add_argument("--stage", choices=STAGES, help="measure this stage only")
    retrieval.add_argument(
        "--model", help="embedding model to measure (default: ASSISTANT_EMBEDDER, else the built-in one)"
    )
    retrieval.add_argument("--distractors", type=Path, help=".jsonl or .jsonl.gz of documents that answer nothing")
    retrieval.set_defaults(run=_retrieval)

    rivals = commands.add_parser("rivals", help="LangChain's and Haystack's usual searches beside ours")
    rivals.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="folder in the BEIR layout")
    rivals.set_defaults(run=_rivals)

    figures = commands.add_parser("figures", help="speed, memory and exactness of the commands, with the machine")
    figures.add_argument("--pdfs", type=Path, help="folder whose ingest is timed (default: ../shared/pdfs if there)")
    figures.add_argument("--index", type=Path, help="index to ask and serve (default: a new one of what is shipped)")
    figures.set_defaults(run=_figures)

    scale = commands.add_parser("scale", help="speed, memory and exactness as the number of passages grows")
    scale.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000], metavar="N")
    scale.add_argument(
        "--texts", type=Path, help="folder of .jsonl(.gz) with title and text (default: ../shared/training)"
    )
    scale.set_defaults(run=_scale)

    for command in COMMANDS:
        command.add(commands)
    return parser


def _retrieval(chosen: argparse.Namespace) -> None:
    from assistant.settings import Settings
    from corpus.embedding import load
    from evals import beir
    from evals.retrieval import evaluate

    settings = Settings.from_environment(os.environ, embedder=chosen.model)
    collection = beir.read(chosen.folder)
    if chosen.distractors:
        collection = beir.with_distractors(collection, chosen.distractors)
    stages = (chosen.stage,) if chosen.stage else STAGES
    print(json.dumps(evaluate(collection, load(settings.embedding), stages=stages), indent=2))


def _rivals(chosen: argparse.Namespace) -> None:
    from evals import rivals

    print(f"at the first run the rivals are installed into {rivals.ENVIRONMENT}", file=sys.stderr)
    measured = rivals.measure(chosen.folders)
    print(json.dumps(measured, indent=2, ensure_ascii=False))
    print()
    print(rivals.as_markdown(measured))


def _figures(chosen: argparse.Namespace) -> None:
    from evals import figures

    measured = figures.measure(pdfs=chosen.pdfs, index=chosen.index)
    print(json.dumps(measured, indent=2, ensure_ascii=False))
    print()
    print(figures.as_markdown(measured))


def _scale(chosen: argparse.Namespace) -> None:
    from corpus.embedding import built_in
    from evals import scale

    measured = scale.measure(chosen.texts or scale.TRAINING, chosen.passages, built_in())
    print(json.dumps(measured, indent=2, ensure_ascii=False))
    print()
    print(scale.as_markdown(measured))


if __name__ == "__main__":
    sys.exit(main())

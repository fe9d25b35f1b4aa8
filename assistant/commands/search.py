"""`assistant search`: the passages found for a question, without an answer."""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.commands.options import add_index, keep_quiet, positive, settings

if TYPE_CHECKING:
    from corpus.types import Hit


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("search", help="show the passages found for a question")
    command.add_argument("question", metavar="QUESTION")
    add_index(command)
    command.add_argument("-k", type=positive, default=10, metavar="N", help="how many passages (default: 10)")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=run)


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Search and print. Raises ProductError."""
    keep_quiet()
    chosen = settings(options, environ)

    from assistant.assistant import Assistant
    from assistant.found import as_json
    from assistant.masking import mask
    from assistant.opening import open_index

    asked = mask(options.question)
    if asked.notice:
        print(asked.notice, file=sys.stderr)
    with open_index(chosen) as index:
        started = time.perf_counter()
        hits = Assistant(index).search(asked.text, k=options.k)
        milliseconds = (time.perf_counter() - started) * 1000
    if options.json:
        print(json.dumps(as_json(asked.text, hits, milliseconds=milliseconds), ensure_ascii=False))
    else:
        print(_as_text(hits))
    return 0


def _as_text(hits: Sequence["Hit"]) -> str:
    if not hits:
        return "no passage found"
    return "\n\n".join(
        f"{number}. {' > '.join([f'{hit.passage.document}, p. {hit.passage.first_page}', *hit.passage.section])}\n"
        f"{hit.passage.text}"
        for number, hit in enumerate(hits, start=1)
    )

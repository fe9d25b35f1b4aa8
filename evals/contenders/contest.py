"""How a contender is timed: the same for all. A rival's environment has no other module of the product to lean on."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

import psutil

from evals import beir
from evals.beir import Text

Search = Callable[[str], Sequence[str]]
"""A question in, ids of documents out, best first; an id may come more than once."""

Build = Callable[[Sequence[Text]], tuple[Search, int]]
"""Documents in, a search over them and the number of passages out."""

Load = Callable[[], Build]
"""Imports the libraries and reads the models."""

MEGABYTE: Final = 2**20


def run(load: Load) -> None:
    """Measure one contender: `python -m evals.contenders.NAME FOLDER OUT` writes its rankings and costs to OUT.

    Memory is what the process holds after the last question beyond what it held before loading anything of the
    contender. Loading is not part of indexing. The first question is asked once more beforehand, not timed.
    """
    folder, out = map(Path, sys.argv[1:3])
    collection = beir.read(folder)
    before = psutil.Process().memory_info().rss
    began = perf_counter()
    build = load()
    loaded = perf_counter()
    search, passages = build(collection.documents)
    indexed = perf_counter()
    search(collection.questions[0].text)
    rankings, milliseconds = {}, []
    for question in collection.questions:
        start = perf_counter()
        found = search(question.text)
        milliseconds.append(1000 * (perf_counter() - start))
        rankings[question.id] = list(dict.fromkeys(found))
    result = {
        "rankings": rankings,
        "milliseconds": milliseconds,
        "memory_megabytes": (psutil.Process().memory_info().rss - before) / MEGABYTE,
        "loading_seconds": loaded - began,
        "indexing_seconds": indexed - loaded,
        "passages": passages,
    }
    out.write_text(json.dumps(result), encoding="utf-8")

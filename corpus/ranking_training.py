"""Trains the ranker of the second stage: `python -m corpus.ranking_training FILES_OR_FOLDERS --output FILE`.

Candidates are what the product's own first stage finds in collections of several sizes, so what it wrongly ranks
high is what the ranker learns from. A vector model knows the texts that it was trained on too well, so that its
likeness would be believed too much: each part of the texts is searched with a model trained on the other parts. The
loss is that of a list: minus the logarithm of the share that the right passages take of the softmax over all
candidates (Cao et al., ICML 2007). torch is needed here only.
"""

import argparse
import json
import math
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from corpus import searching, training
from corpus.embedding import Embedder, StaticEmbedder
from corpus.errors import ProductError
from corpus.in_memory import analysis_of, sources_of
from corpus.ranking import LIMIT, SIGNALS, Floats, Ranker
from corpus.ranking_questions import Kind, Questioned, Section, collection, headed, is_held_out, is_human, sections_of
from corpus.searching import RANKED
from corpus.training_text import extracts, read_documents, text_files

KINDS: Final[tuple[Kind, ...]] = ("pages", "laws", "bare")
# Passages of the collections trained on, from a folder with some guides to a library.
SIZES: Final = (200, 400, 800, 1600, 4000)
# Questions put to each collection.
QUESTIONS: Final = 400
# Collections of each kind and size made of what is trained on; one is made of what is held out.
ROUNDS: Final = 1
# Passages among which the questions that people wrote as headings are put.
HUMAN_SIZES: Final = (300, 2000, 8000)
# Times over the texts that the models of the parts are trained: as often as the built-in one where they are few, less
# where it would take long.
EPOCHS_OF_VECTORS: Final = 4
EPOCHS_OF_FEW: Final = 14
FEW_EXTRACTS: Final = 50_000
# Questions whose candidates are weighed at a time.
BATCH: Final = 64
# An answer further down is not seen.
SEEN: Final = 10

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the weights are fitted: stopped early, which keeps them near each other.

    Fitted to the end they were no better on what was held out (.686 against .687 in the mean; evals/README.md).
    """

    epochs: int = 8
    rate: float = 0.003
    decay: float = 0.01
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Lists:
    """Questions with the signals of their candidates: rows (question, candidate, signal), candidates padded.

    `right` marks the answers, `counts` what is no padding. `questions` counts those without candidates too.
    """

    name: str
    rows: Floats
    right: npt.NDArray[np.bool_]
    counts: npt.NDArray[np.bool_]
    questions: int


def collections_of(sections: Sequence[Section], *, held_out: bool, seed: int) -> Iterator[Questioned]:
    """Yield the collections made of the sections trained on, or of those held out; no question that people wrote."""
    chance = random.Random(f"{seed} {held_out}")
    own = [one for one in sections if is_held_out(one) == held_out and not is_human(one)]
    for _ in range(1 if held_out else ROUNDS):
        for kind in KINDS:
            if kind == "pages" and not any(headed(one) for one in own):
                continue
            for size in SIZES:
                made = collection(own, kind=kind, size=size, questions=QUESTIONS, chance=chance)
                if made.questions:
                    yield made


def lists_of(questioned: Questioned, embedder: Embedder) -> Lists:
    """Return the candidates that the first stage finds for each question, as signals."""
    analysis = analysis_of(questioned.passages)
    sources = sources_of(questioned.passages, analysis, embedder)
    rows, right, counts = [], [], []
    for asked in questioned.questions:
        query = analysis.read(asked.text)
        finds = searching.hybrid(query, sources, RANKED)
        found = np.array([questioned.passages[find.position].id in asked.right for find in finds], dtype=bool)
        if not finds:
            continue
        padding = RANKED - len(finds)
        signals = searching.signals(query, finds, sources.words)
        rows.append(np.pad(signals, ((0, padding), (0, 0))))
        right.append(np.pad(found, (0, padding)))
        counts.append(np.arange(RANKED) < len(finds))
    return Lists(questioned.name, np.array(rows), np.array(right), np.array(counts), len(questioned.questions))


def fit(lists: Sequence[Lists], settings: Settings) -> Ranker:
    """Return a ranker trained on the questions whose answer is among the candidates; the same seed, the same ranker."""
    import torch

    torch.manual_seed(settings.seed)
    scaled, right, counts, mean, spread = _together(lists)
    rows, hit, taking = torch.tensor(scaled, dtype=torch.float32), torch.tensor(right), torch.tensor(counts)
    weights = torch.zeros(len(SIGNALS), requires_grad=True)
    optimiser = torch.optim.AdamW([weights], lr=settings.rate, weight_decay=settings.decay)
    steps = settings.epochs * math.ceil(len(rows) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, total_steps=steps)
    for _ in range(settings.epochs):
        for chosen in torch.randperm(len(rows)).split(BATCH):  # type: ignore[no-untyped-call]
            scores = (rows[chosen] @ weights).masked_fill(~taking[chosen], float("-inf"))
            answers = scores.masked_fill(~hit[chosen], float("-inf"))
            loss = (scores.logsumexp(dim=1) - answers.logsumexp(dim=1)).mean()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return Ranker(mean, spread, weights.detach().numpy().astype(np.float64))


def _together(lists: Sequence[Lists]) -> tuple[Floats, npt.NDArray[np.bool_], npt.NDArray[np.bool_], Floats, Floats]:
    """Return rows brought to mean 0 and spread 1, what is right, what counts, mean and spread; answered questions."""
    rows, right, counts = (
        np.concatenate([getattr(one, name) for one in lists]) for name in ("rows", "right", "counts")
    )
    answered = right.any(axis=1)
    rows, right, counts = rows[answered], right[answered], counts[answered]
    mean, spread = rows[counts].mean(axis=0), np.maximum(rows[counts].std(axis=0), 1e-6)
    return np.clip((rows - mean) / spread, -LIMIT, LIMIT), right, counts, mean, spread


def gain(lists: Lists, ranker: Ranker | None) -> float:
    """Return the mean of 1 / log2(1 + rank of the first answer), 0 beyond SEEN: nDCG@10 of one answer.

    Without a ranker, the order is that of the first stage.
    """
    total = 0.0
    for rows, right, counts in zip(lists.rows, lists.right, lists.counts, strict=True):
        rows, right = rows[counts], right[counts]
        order = np.arange(len(rows)) if ranker is None else np.argsort(-ranker.scores(rows), kind="stable")
        places = np.flatnonzero(right[order])
        if len(places) and places[0] < SEEN:
            total += 1 / math.log2(2 + places[0])
    return total / max(lists.questions, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the texts, with vectors of a model that was not trained on them."""

    name: str
    sections: tuple[Section, ...]
    embedder: Embedder


def parts_of(files: Sequence[Path], folder: Path, *, seed: int) -> list[Part]:
    """Return the texts in parts, each with a model trained on the others and written into `folder`.

    Each file is a part, since another file speaks of other things; of a single file, each half of the documents.
    """
    texts = {file.name: list(read_documents([file])) for file in files}
    if len(texts) == 1:
        (whole,) = texts.values()
        texts = {"first half": whole[::2], "second half": whole[1::2]}
    parts = []
    for number, (name, documents) in enumerate(texts.items()):
        others = [document for other, them in texts.items() if other != name for document in them]
        sample = list(extracts(others))
        epochs = EPOCHS_OF_FEW if len(sample) < FEW_EXTRACTS else EPOCHS_OF_VECTORS
        model = training.train(sample, training.Settings(epochs=epochs, seed=seed))
        training.export(model, folder / str(number))
        parts.append(Part(name, tuple(sections_of(documents)), StaticEmbedder(folder / str(number))))
    return parts


def human_lists(parts: Sequence[Part], *, seed: int) -> list[Lists]:
    """Return the questions that people wrote as headings, put to texts of all sizes: never trained on."""
    lists = []
    for part in parts:
        asked = [section for section in part.sections if is_human(section)]
        for size in HUMAN_SIZES if asked else ():
            chance = random.Random(f"{seed} {size}")
            made = collection(part.sections, kind="human", size=size, questions=len(asked), chance=chance)
            lists.append(lists_of(made, part.embedder))
    return lists


def train(
    parts: Sequence[Part], settings: Settings, *, report: Report = lambda line: None
) -> tuple[Ranker, dict[str, list[float]]]:
    """Return a ranker, and the gain on what was not trained on of the first stage and of it, by kind of question."""
    lists: dict[bool, list[Lists]] = {True: [], False: []}
    for held_out, part in ((held_out, part) for held_out in (False, True) for part in parts):
        for questioned in collections_of(part.sections, held_out=held_out, seed=settings.seed):
            lists[held_out].append(lists_of(questioned, part.embedder))
            report(f"{part.name}: {questioned.name}, {len(questioned.questions)} questions")
    ranker = fit(lists[False], settings)
    return ranker, figures([*lists[True], *human_lists(parts, seed=settings.seed)], ranker)


def figures(lists: Sequence[Lists], ranker: Ranker) -> dict[str, list[float]]:
    """Return the gain of the first stage and of the ranker over the questions of each kind of collection."""
    found: dict[str, list[float]] = {}
    for kind in dict.fromkeys(one.name.split()[0] for one in lists):
        of_kind = [one for one in lists if one.name.split()[0] == kind]
        weights = [one.questions for one in of_kind]
        gains = [[gain(one, by) for one in of_kind] for by in (None, ranker)]
        found[kind] = [round(float(np.average(values, weights=weights)), 4) for values in gains]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    options = _parser().parse_args(arguments)
    settings = Settings(seed=options.seed)
    try:
        with tempfile.TemporaryDirectory() as folder:
            parts = parts_of(text_files(options.paths), Path(folder), seed=settings.seed)
            ranker, measured = train(parts, settings, report=_say)
    except ProductError as error:
        _say(str(error))
        return 1
    values = {**ranker.as_json(), "settings": asdict(settings), "gain_before_and_after": measured}
    options.output.write_text(json.dumps(values, indent=1) + "\n", "utf-8")
    _say(f"{options.output}: written; gain before and after on what was held out: {measured}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m corpus.ranking_training", description="Train the ranker.")
    parser.add_argument("paths", nargs="+", type=Path, help="files (.jsonl, .jsonl.gz, .txt) or folders of them")
    parser.add_argument("--output", type=Path, required=True, help="the file to write the weights to")
    parser.add_argument("--seed", type=int, default=Settings().seed, help="the same seed gives the same weights")
    return parser


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())

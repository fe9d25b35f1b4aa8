"""Trains the built-in Dutch embedding model: `python -m corpus.training FILES_OR_FOLDERS --output FOLDER`.

A static model (one vector for each piece of a word, a text is the mean of its pieces) learns to bring two views of
the same extract together and to keep those of other extracts in the batch apart: in-batch negatives, as in
Henderson et al., "Efficient Natural Language Response Suggestion for Smart Reply" (2017). This is the offline half
of the door to sentence-transformers; the product itself never imports it.
"""

import argparse
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from corpus.embedding import quiet_sentence_transformers, save_static
from corpus.errors import ProductError
from corpus.training_text import Extract, extracts, read_documents, text_files

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Ids = npt.NDArray[np.int32]
Report = Callable[[str], None]

# One document in this many is not trained on, and tells which settings are best.
HELD_OUT_ONE_IN: Final = 50
# The chance of each way to make a question of an extract; the rest of the chance goes to words picked from it. With
# .35 and .15 for sentences and halves, held-out figures fall by .002.
HEADING_CHANCE: Final = 0.3
SENTENCE_CHANCE: Final = 0.3
HALVES_CHANCE: Final = 0.1
UNKNOWN: Final = "[UNK]"
# Letters known; a word with another one is unknown.
ALPHABET: Final = 200
LONGEST_WORD: Final = 64
# Added to the id of the first piece of a word, so that words can be dropped whole.
WORD_START: Final = 1 << 24
# How often a sentence asked for is taken out of the extract that should be found.
SENTENCE_REMOVED: Final = 0.5
# Questions are shorter than the sentences that answer them: this share of the words is kept, at least.
LEAST_KEPT: Final = 0.3
# What is left of a sentence that plays the question when the model is measured on what was held out.
HALF: Final = 0.5
# Longer views cost time and teach nothing more.
LONGEST_VIEW: Final = 192


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a model is trained: `pieces` and `width` fix its size, a byte for each number.

    `batch` counts the extracts told apart at a time, `epochs` the times that each is seen, `scale` is what cosines are
    multiplied by before the softmax, `spread` the standard deviation of the weights at the start. Values are those
    best on documents held out, and on Belgian law after training on Dutch law alone (CARD.md gives the figures).
    """

    pieces: int = 30_000
    width: int = 256
    epochs: float = 14
    batch: int = 1024
    rate: float = 0.01
    scale: float = 30.0
    spread: float = 0.1
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Encoded:
    """Extracts as numbers: each sentence and heading as the ids of its pieces, `WORD_START` added where a word begins.

    A document's title stands in for a heading that is missing. `subjects` numbers the heading that each stands under.
    """

    sentences: list[list[Ids]]
    headings: list[Ids]
    subjects: npt.NDArray[np.int64]


def train(
    sample: Sequence[Extract], settings: Settings, *, report: Report = lambda line: None
) -> "SentenceTransformer":
    """Return a static sentence-transformers model trained on the extracts; the same seed gives the same model."""
    quiet_sentence_transformers()
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    torch.manual_seed(settings.seed)
    tokenizer = train_tokenizer(sample, settings.pieces)
    weights = torch.randn(tokenizer.get_vocab_size(), settings.width) * settings.spread
    static = StaticEmbedding(tokenizer, embedding_weights=weights)
    encoded = encode(sample, tokenizer)
    report(f"{len(sample)} extracts, {tokenizer.get_vocab_size()} pieces")
    _fit(static, encoded, settings, report)
    return SentenceTransformer(modules=[static, Normalize()], device="cpu")


def train_tokenizer(sample: Sequence[Extract], pieces: int) -> "Tokenizer":
    """Return a tokenizer of lower-case word pieces without accents, learnt from the extracts.

    Pieces within a word begin with ##. The trainer meets them in another order on each run and then learns other
    pieces; naming those of one letter beforehand makes it give the same vocabulary each time.
    """
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=True)
    letters = _letters(sample, normalizer.normalize_str)
    tokenizer = Tokenizer(models.WordPiece())
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    named = [UNKNOWN, *letters, *(f"##{letter}" for letter in letters)]
    trainer = trainers.WordPieceTrainer(
        vocab_size=pieces, special_tokens=named, limit_alphabet=len(letters), show_progress=False
    )
    tokenizer.train_from_iterator(_texts(sample), trainer=trainer)
    # A tokenizer made anew from the vocabulary, for in the trained one each named piece is cut out before all else.
    model = models.WordPiece(tokenizer.get_vocab(), unk_token=UNKNOWN, max_input_chars_per_word=LONGEST_WORD)
    final = Tokenizer(model)
    final.normalizer = normalizer
    final.pre_tokenizer = tokenizer.pre_tokenizer
    return final


def _letters(sample: Sequence[Extract], normalize: Callable[[str], str]) -> list[str]:
    """Return the letters that occur most in the normalised extracts, sorted."""
    found, normalised = Counter[str](), Counter[str]()
    for text in _texts(sample):
        found.update(text)
    for letter, times in found.items():
        for one in normalize(letter).strip():
            normalised[one] += times
    return sorted(sorted(normalised, key=lambda letter: (-normalised[letter], letter))[:ALPHABET])


def encode(sample: Sequence[Extract], tokenizer: "Tokenizer") -> Encoded:
    """Return the extracts as ids of pieces."""
    flat = [sentence for extract in sample for sentence in extract.sentences]
    ids = iter(_ids(flat, tokenizer))
    sentences = [[next(ids) for _ in extract.sentences] for extract in sample]
    headings = _ids([extract.heading or extract.title for extract in sample], tokenizer)
    subjects = {(extract.document, extract.heading): 0 for extract in sample}
    subjects = {subject: number for number, subject in enumerate(subjects)}
    under = np.array([subjects[extract.document, extract.heading] for extract in sample])
    return Encoded(sentences, headings, under)


def split_held_out(sample: Sequence[Extract]) -> tuple[list[Extract], list[Extract]]:
    """Return the extracts to train on and those of the documents held out, by the hash of their title."""
    parts: tuple[list[Extract], list[Extract]] = ([], [])
    for extract in sample:
        held_out = int(hashlib.sha256(extract.title.encode()).hexdigest(), 16) % HELD_OUT_ONE_IN == 0
        parts[held_out].append(extract)
    return parts


def _texts(sample: Sequence[Extract]) -> Iterator[str]:
    for extract in sample:
        yield " ".join([extract.heading, *extract.sentences])


def _ids(texts: Sequence[str], tokenizer: "Tokenizer") -> list[Ids]:
    found = list[Ids]()
    for start in range(0, len(texts), 10_000):
        for one in tokenizer.encode_batch(list(texts[start : start + 10_000]), add_special_tokens=False):
            words = np.array([-1, *one.word_ids], dtype=np.int32)
            found.append(np.array(one.ids, dtype=np.int32) + WORD_START * (np.diff(words) > 0))
    return found


def _fit(static: Any, encoded: Encoded, settings: Settings, report: Report) -> None:
    """Train the table: Adam, a rate that rises and then falls in a straight line, both directions of the loss."""
    import torch

    random = np.random.default_rng(settings.seed)
    batches = max(1, len(encoded.sentences) // settings.batch)
    steps = max(1, round(settings.epochs * batches))
    optimiser = torch.optim.Adam(static.parameters(), lr=settings.rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings.rate, total_steps=steps + 1, pct_start=0.05, anneal_strategy="linear"
    )
    began = time.monotonic()
    for step, chosen in zip(range(steps), _shuffled(len(encoded.sentences), settings.batch, random), strict=False):
        views = [two_views(encoded, number, random) for number in chosen]
        questions, answers = (_forward(static, [view[side] for view in views]) for side in (0, 1))
        scores = settings.scale * questions @ answers.T
        # What stands under the same heading answers it as well: neither right nor wrong.
        subjects = torch.from_numpy(encoded.subjects[chosen])
        alike = (subjects[:, None] == subjects[None, :]) & ~torch.eye(len(views), dtype=torch.bool)
        scores = scores.masked_fill(alike, float("-inf"))
        same = torch.arange(len(views))
        loss = (torch.nn.functional.cross_entropy(scores, same) + torch.nn.functional.cross_entropy(scores.T, same)) / 2
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        if step % 50 == 0 or step == steps - 1:
            report(f"step {step + 1}/{steps}, loss {loss.item():.3f}, {time.monotonic() - began:.0f} s")


def _forward(static: Any, texts: Sequence[Ids]) -> Any:
    import torch

    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    features = {
        "input_ids": torch.from_numpy(np.concatenate(texts).astype(np.int64) % WORD_START),
        "offsets": torch.from_numpy(np.cumsum(lengths) - lengths),
    }
    return torch.nn.functional.normalize(static(features)["sentence_embedding"], dim=1)


def _shuffled(count: int, batch: int, random: np.random.Generator) -> Iterator[npt.NDArray[np.int64]]:
    """Yield batches without end, each extract once in an epoch; what is too little for a batch waits for another."""
    while True:
        order = random.permutation(count)
        for start in range(0, max(1, count - batch + 1), batch):
            yield order[start : start + batch]


def two_views(encoded: Encoded, number: int, random: np.random.Generator) -> tuple[Ids, Ids]:
    """Return a question and its answer, both made from one extract: heading, sentence, half or words against text."""
    sentences = encoded.sentences[number]
    whole = np.concatenate(sentences)
    chance = random.random()
    heading = encoded.headings[number]
    if chance < HEADING_CHANCE and len(heading):
        question, answer = _some_words(heading, random), whole
    elif chance < HEADING_CHANCE + SENTENCE_CHANCE:
        picked = int(random.integers(len(sentences)))
        rest = [one for place, one in enumerate(sentences) if place != picked]
        removed = bool(rest) and random.random() < SENTENCE_REMOVED
        question = _some_words(sentences[picked], random)
        answer = np.concatenate(rest) if removed else whole
    elif chance < HEADING_CHANCE + SENTENCE_CHANCE + HALVES_CHANCE and len(sentences) > 1:
        border = int(random.integers(1, len(sentences)))
        question, answer = np.concatenate(sentences[:border]), np.concatenate(sentences[border:])
    else:
        question, answer = _few_words(whole, random), whole
    return question[:LONGEST_VIEW], answer[:LONGEST_VIEW]


def _some_words(ids: Ids, random: np.random.Generator) -> Ids:
    """Return the ids with a random share of the words dropped."""
    share = random.uniform(LEAST_KEPT, 1)
    return _keep_words(ids, random.random(len(ids) + 1) < share)


def _few_words(ids: Ids, random: np.random.Generator) -> Ids:
    """Return the ids of three to eight words of the text."""
    kept = np.zeros(len(ids) + 1, dtype=bool)
    words = max(1, int(np.count_nonzero(ids >= WORD_START)))
    kept[random.integers(words, size=int(random.integers(3, 9))) + 1] = True
    return _keep_words(ids, kept)


def _keep_words(ids: Ids, kept: npt.NDArray[np.bool_]) -> Ids:
    """Return the ids of the words kept, counted from 1; all of them when none is left."""
    chosen = ids[kept[np.cumsum(ids >= WORD_START)]]
    return chosen if len(chosen) else ids


def held_out_figures(model: "SentenceTransformer", sample: Sequence[Extract], seed: int) -> dict[str, float]:
    """Return the mean reciprocal rank of each extract for its heading and for some words of one of its sentences."""
    random = np.random.default_rng(seed)
    passages = model.encode([" ".join(extract.sentences) for extract in sample], show_progress_bar=False)
    headed = [number for number, extract in enumerate(sample) if extract.heading]
    questions = {
        "heading": (headed, [sample[number].heading for number in headed]),
        "words": (list(range(len(sample))), [_question_words(extract, random) for extract in sample]),
    }
    figures = {}
    for view, (numbers, texts) in questions.items():
        if numbers:
            scores = model.encode(texts, show_progress_bar=False) @ passages.T
            right = scores[np.arange(len(numbers)), numbers]
            figures[view] = round(float(np.mean(1 / (scores >= right[:, None]).sum(axis=1))), 4)
    return figures


def export(model: "SentenceTransformer", folder: Path, **details: object) -> None:
    """Write the trained model in the form that the product reads."""
    static: Any = model[0]
    weights = static.embedding.weight.detach().numpy()
    save_static(folder, weights=weights, tokenizer=static.tokenizer.to_str(), details=details)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    options = _parser().parse_args(arguments)
    settings = Settings(
        pieces=options.pieces, width=options.width, epochs=options.epochs, batch=options.batch, seed=options.seed
    )
    try:
        sample = list(extracts(read_documents(text_files(options.paths))))
        learnt, held_out = split_held_out(sample)
        model = train(learnt, settings, report=_say)
    except ProductError as error:
        _say(str(error))
        return 1
    figures = held_out_figures(model, held_out, settings.seed) if held_out else {}
    export(model, options.output, settings=asdict(settings), extracts=len(learnt), held_out=figures)
    _say(f"{options.output}: written; mean reciprocal rank on {len(held_out)} extracts held out: {figures}")
    return 0


def _question_words(extract: Extract, random: np.random.Generator) -> str:
    words = extract.sentences[int(random.integers(len(extract.sentences)))].split()
    return " ".join(word for word in words if random.random() < HALF) or words[0]


def _parser() -> argparse.ArgumentParser:
    usual = Settings()
    parser = argparse.ArgumentParser(prog="python -m corpus.training", description="Train the built-in Dutch model.")
    parser.add_argument("paths", nargs="+", type=Path, help="files (.jsonl, .jsonl.gz, .txt) or folders of them")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write the model to")
    parser.add_argument("--pieces", type=int, default=usual.pieces, help="vectors in the model")
    parser.add_argument("--width", type=int, default=usual.width, help="numbers in a vector")
    parser.add_argument("--epochs", type=float, default=usual.epochs, help="times that the texts are seen")
    parser.add_argument("--batch", type=int, default=usual.batch, help="extracts told apart at a time")
    parser.add_argument("--seed", type=int, default=usual.seed, help="the same seed gives the same model")
    return parser


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())

"""How well the check of sentences tells right from wrong: over a scripted model that errs, and on SICK-NL.

The scripted model says each right sentence (exact quotes of the calibration questions, these with the verdict left out,
and sentences in other words from `evals/sentences`) and for each of them a wrong one, made by changing one thing.
"""

import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, quantiles
from typing import Any, Final

from assistant.checking.check import Check, Cited, Fault
from assistant.checking.claims import months
from corpus.dutch import fold
from corpus.errors import ProductError
from evals.golden.questions import GoldenQuestion

REWORDED: Final = Path(__file__).parent / "sentences" / "reworded.jsonl"
SICK: Final = Path(__file__).parents[2] / "shared" / "benchmarks" / "sick-nl" / "pairs.jsonl"

SEED: Final = 20261123

INVENTED: Final = (
    "en daarvoor krijgt elke gemeente extra geld van de provincie",
    "en de gouverneur moet dat elk jaar goedkeuren",
    "zodat inwoners minder belastingen betalen",
)
"""What the scripted model makes up behind a true beginning."""

_VERDICT = re.compile(r"^(?:Ja|Nee), (?:(?:en|maar) )?")
_NAME = re.compile(r"(?<=[a-zé,] )(?:[A-Z][\w’-]+)(?=[ ,.;:)])")
_DAY = re.compile(
    r"\b(\d{1,2}) (?=(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december))"
)
_NUMBER = re.compile(r"(?<![\d.,])\d+(?:\.\d{3})*(?:,\d+)?(?![\d.,]*\d)")
_VERB = re.compile(r"\b(?:is|zijn|moet|moeten|kan|kunnen|mag|heeft|hebben|geldt|wordt|worden|telt|ligt|valt|vallen)\b")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the scripted model: what it cites, whether it is right, and how it was made."""

    text: str
    quote: str
    right: bool
    made: str


def said(questions: Sequence[GoldenQuestion], reworded: Path = REWORDED) -> tuple[Said, ...]:
    """Return what the scripted model says: right sentences, and one or more wrong ones for each. Always the same."""
    quotes = tuple(dict.fromkeys(evidence.quote for question in questions for evidence in question.gold))
    right = [*_right(quotes), *_reworded(reworded)]
    chance = random.Random(SEED)
    names = sorted({name for quote in quotes for name in _NAME.findall(quote)})
    others = [one.text for one in right]
    wrong = [made for one in right for made in _wrong(one, names, others, chance)]
    chosen = chance.sample(wrong, min(len(right), len(wrong)))
    return (*right, *chosen)


def measure(sentences: Iterable[Said], check: Check) -> dict[str, Any]:
    """Return, for each way of making, how many sentences there were and passed; the faults; milliseconds a sentence."""
    counts: Counter[tuple[str, bool]] = Counter()
    faults: Counter[str] = Counter()
    dropped, passed, took = [], [], []
    for one in sentences:
        started = time.perf_counter()
        fault = check.fault(one.text, [Cited(one.quote)])
        took.append(1000 * (time.perf_counter() - started))
        counts[one.made, fault is None] += 1
        if one.right and fault:
            faults[fault.value] += 1
            dropped.append({"sentence": one.text, "quote": one.quote, "fault": fault.value})
        if not one.right and not fault:
            passed.append({"sentence": one.text, "quote": one.quote, "made": one.made})
    made = sorted({name for name, _ in counts})
    right = sum(number for (name, _), number in counts.items() if name.startswith("right"))
    return {
        "made": {
            name: {"sentences": counts[name, True] + counts[name, False], "shown": counts[name, True]} for name in made
        },
        "right sentences dropped": round(len(dropped) / max(right, 1), 4),
        "faults of right sentences": dict(faults.most_common()),
        "milliseconds": {"mean": round(mean(took), 2), "95 %": round(quantiles(took, n=20)[-1], 2)},
        "dropped": dropped,
        "let through": passed,
    }


def sick(file: Path, check: Check) -> dict[str, Any]:
    """Return, for each label of SICK-NL, the share of pairs whose hypothesis the check lets through.

    Raises ProductError when the file cannot be read.
    """
    counts: Counter[tuple[str, Fault | None]] = Counter()
    for pair in _lines(file):
        counts[pair["label"], check.fault(pair["hypothesis"], [Cited(pair["premise"])])] += 1
    found: dict[str, Any] = {}
    for label in ("CONTRADICTION", "ENTAILMENT", "NEUTRAL"):
        pairs = sum(number for (name, _), number in counts.items() if name == label)
        found[label] = {"pairs": pairs, "let through": round(counts[label, None] / max(pairs, 1), 4)}
    return found


# ---- what the scripted model says ----


def _right(quotes: Iterable[str]) -> Iterator[Said]:
    for quote in quotes:
        yield Said(quote, quote, True, "right: exact")
        bare = _VERDICT.sub("", quote)
        if bare != quote:
            yield Said(bare[0].upper() + bare[1:], quote, True, "right: without its verdict")


def _reworded(file: Path) -> Iterator[Said]:
    for row in _lines(file):
        for text in row["right"]:
            yield Said(text, row["quote"], True, f"right: in other words, {row['part']}")


def _wrong(one: Said, names: Sequence[str], others: Sequence[str], chance: random.Random) -> Iterator[Said]:
    def made(text: str | None, how: str) -> Iterator[Said]:
        if text and text != one.text:
            yield Said(text, one.quote, False, f"wrong: {how}")

    yield from made(_other_number(one, chance), "number")
    yield from made(_other_date(one, chance), "date")
    yield from made(_other_name(one, names, chance), "name")
    yield from made(_turned(one.text), "negation")
    strange = [other for other in chance.sample(list(others), 8) if _shared(other, one.quote) < 0.25]
    yield from made(next(iter(strange), None), "another sentence")
    yield from made(f"{one.text.rstrip('.;')}, {chance.choice(INVENTED)}.", "invented ending")


def _other_number(one: Said, chance: random.Random) -> str | None:
    places = [found for found in _NUMBER.finditer(one.text) if not _DAY.match(one.text, found.start())]
    if not places:
        return None
    place = chance.choice(places)
    for step in range(1, 40):
        digits = str(int(place.group().replace(".", "").split(",")[0]) + step)
        grouped = f"{int(digits):,}".replace(",", ".") if "." in place.group() else digits
        if not re.search(rf"(?<!\d){re.escape(grouped)}(?!\d)", one.quote):
            return one.text[: place.start()] + grouped + one.text[place.end() :]
    return None


def _other_date(one: Said, chance: random.Random) -> str | None:
    place = _DAY.search(one.text)
    if place is None:
        return None
    days = [day for day in range(1, 29) if not re.search(rf"\b{day} ", one.quote)]
    return one.text[: place.start()] + f"{chance.choice(days)} " + one.text[place.end() :]


def _other_name(one: Said, names: Sequence[str], chance: random.Random) -> str | None:
    places = [found for found in _NAME.finditer(one.text) if fold(found.group()) not in months()]
    fresh = [name for name in names if fold(name) not in fold(one.quote)]
    if not places or not fresh:
        return None
    place = chance.choice(places)
    return one.text[: place.start()] + chance.choice(fresh) + one.text[place.end() :]


def _turned(text: str) -> str | None:
    """Return a sentence that denies what it said, or says what it denied."""
    for denies, says in ((" geen enkele ", " elke "), (" geen ", " een "), (" niet ", " ")):
        if denies in text:
            return text.replace(denies, says)
    verb = _VERB.search(text)
    return f"{text[: verb.end()]} niet{text[verb.end() :]}" if verb else None


def _shared(one: str, other: str) -> float:
    mine, theirs = set(fold(one).split()), set(fold(other).split())
    return len(mine & theirs) / max(len(mine), 1)


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ProductError(f"{file}: cannot be read; check the path") from error
    yield from (json.loads(line) for line in lines if line.strip())

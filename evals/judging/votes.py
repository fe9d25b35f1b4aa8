"""Votes of a judging model: read from what it writes, and what most of them say."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.answer import Usage
from assistant.records.kept import Verdict
from assistant.texts import table
from corpus.errors import ProductError
from evals.golden.evidence import fold


class VoteGarbled(ProductError):
    """What the judging model wrote holds no verdict in the form that was asked for."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote: a verdict with its reason, and the sentence of the answer concerned; or `fault`, why there is none."""

    verdict: Verdict | None
    reason: str = ""
    sentence: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What all votes on an answer say: the verdict of more than half of those that were asked for, None without one.

    `usage` is what the votes took of the model, None where it does not say.
    """

    votes: tuple[Vote, ...]
    model: str
    prompt: str
    usage: Usage | None = None

    @property
    def verdict(self) -> Verdict | None:
        """The verdict of the majority. A vote that failed counts against it."""
        counts = Counter(vote.verdict for vote in self.votes if vote.verdict)
        top = counts.most_common(1)
        return top[0][0] if top and 2 * top[0][1] > len(self.votes) else None

    def as_json(self) -> dict[str, Any]:
        """Return all of it, ready for `json.dumps`; reason and sentence are those of the first vote that agrees."""
        verdict = self.verdict
        agreeing = [vote for vote in self.votes if verdict and vote.verdict is verdict]
        return {
            "verdict": verdict,
            "reason": agreeing[0].reason if agreeing else "",
            "sentence": next((vote.sentence for vote in agreeing if vote.sentence), None),
            "votes": [
                {"verdict": v.verdict, "reason": v.reason, "sentence": v.sentence, "fault": v.fault} for v in self.votes
            ],
            "model": self.model,
            "prompt": self.prompt,
            "total_tokens": self.usage.total_tokens if self.usage else None,
            "cost": self.usage.cost if self.usage else None,
        }


def read(written: str, answer: str) -> Vote:
    """Return the vote in what a model wrote about `answer`. Raises VoteGarbled, which says what is wrong with it.

    A sentence that the answer does not hold is left out: it would lead a reader astray.
    """
    found = next(_objects(re.sub(r"<think>.*?</think>", "", written, flags=re.DOTALL)), None)
    if found is None:
        raise VoteGarbled("no JSON object with “oordeel”")
    names = {name: Verdict(key) for key, name in table("verdicts").items() if key in set(Verdict)}
    verdict = names.get(" ".join(str(found["oordeel"]).split()).casefold().rstrip("."))
    if verdict is None:
        raise VoteGarbled("“oordeel” is none of the verdicts")
    reason, sentence = found.get("reden"), found.get("zin")
    if not isinstance(reason, str) or not reason.strip():
        raise VoteGarbled("“reden” is missing")
    stands = isinstance(sentence, str) and fold(sentence) and fold(sentence) in fold(answer)
    return Vote(verdict, " ".join(reason.split()), " ".join(str(sentence).split()) if stands else None)


def _objects(written: str) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects in a text that hold a verdict, whatever stands around them."""
    decoder = json.JSONDecoder()
    for place in (found.start() for found in re.finditer(r"\{", written)):
        try:
            value, _ = decoder.raw_decode(written, place)
        except ValueError:
            continue
        if isinstance(value, dict) and "oordeel" in value:
            yield value

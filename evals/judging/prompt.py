"""What the judging model is asked: Dutch files in `evals/judging/prompts`, each with a version that verdicts name."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from string import Template
from typing import Any, Final, NamedTuple

from assistant.records.kept import Verdict
from assistant.texts import table
from assistant.writing.model import Message
from evals.golden.questions import GoldenQuestion
from evals.review.wording import text, words

VERDICT: Final = "oordeel"

_PARTS = re.compile(r"\Aversie: (?P<version>\d+)\n+# systeem\n+(?P<system>.+?)\n+# vraag\n+(?P<asked>.+)\Z", re.DOTALL)


class Prompt(NamedTuple):
    """A prompt file. `version` is its name and number, such as `oordeel 1`."""

    version: str
    system: Template
    asked: Template


@cache
def prompt(name: str = VERDICT) -> Prompt:
    """Return one of the prompts. Raises ValueError for a file that is not in the form of the others."""
    written = resources.files("evals").joinpath("judging", "prompts", f"{name}.md").read_text(encoding="utf-8")
    parts = _PARTS.match(written)
    if parts is None:
        raise ValueError(f"evals/judging/prompts/{name}.md needs: versie: N, # systeem, # vraag")
    return Prompt(f"{name} {parts['version']}", Template(parts["system"]), Template(parts["asked"].rstrip()))


def messages(
    question: str, history: Sequence[str], golden: GoldenQuestion | None, answer: Mapping[str, Any]
) -> tuple[Message, ...]:
    """Return what is sent for one vote; `golden` is what a good answer is, None where nobody wrote that down."""
    given = prompt()
    values = {
        "fence": f"=== {secrets.token_hex(8)} ===",  # nobody can write it into an answer
        "definitions": "\n".join(_definitions()),
        "question": _flat(question),
        "history": " · ".join(map(_flat, history)) or text("judging.none"),
        "wanted": _wanted(golden),
        "outcome": words("outcomes")[answer["outcome"]],
        "answer": "\n".join(_flat(line) for line in str(answer["answer"]).splitlines()),
        "sources": "\n".join(_sources(answer)) or text("judging.none"),
    }
    return Message("system", given.system.substitute(values)), Message("user", given.asked.substitute(values))


def _definitions() -> Iterable[str]:
    """The meanings that people who review have before them."""
    names, meanings = table("verdicts"), words("definitions")
    return (f"- {names[each]}: {meanings[each]['means']}" for each in Verdict)


def _wanted(golden: GoldenQuestion | None) -> str:
    if golden is None:
        return text("judging.unknown")
    parts = [text("judging.outcome", outcome=words("outcomes")[golden.outcome.value])]
    if golden.points:
        parts.append(text("judging.points", points="; ".join(map(_flat, golden.points))))
    if golden.gold:
        quotes = " ".join(f"“{_flat(one.quote)}” ({one.document})" for one in golden.gold)
        parts.append(text("judging.evidence", quotes=quotes))
    return " ".join(parts)


def _sources(answer: Mapping[str, Any]) -> Iterable[str]:
    for one in answer["citations"]:
        yield f"[{one['number']}] {_flat(one['title'])}: “{_flat(one['quote'])}”"
    for one in answer.get("nearest", ()):
        yield text("judging.nearest", title=_flat(one["title"]), quote=_flat(one["quote"]))


def _flat(words_: str) -> str:
    """Return words on one line, so that nothing in them stands where a fence would."""
    return " ".join(words_.split())

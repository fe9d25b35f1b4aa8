"""Golden questions and answers made by hand, for tests of what is measured of them."""

from dataclasses import replace
from typing import Any

from assistant.answer import Outcome
from evals.golden.questions import Evidence, GoldenQuestion
from evals.scoring import Asked

GOLD = "De gemeenteraad keurt de toetreding goed met een meerderheid van stemmen."


def question(id_: str = "v1", *, gold: tuple[Evidence, ...] | None = None, **changes: Any) -> GoldenQuestion:
    """Return an answerable question whose gold is GOLD on page 3 of gids.pdf, with these changes."""
    given = GoldenQuestion(
        id=id_, question="Wie keurt de toetreding goed?", history=(), language="nl", role="raadslid", kind="who",
        style="plain", trap=None, municipality=None, outcome=Outcome.ANSWERED, points=("gemeenteraad",),
        gold=(Evidence("gids.pdf", GOLD, 3),) if gold is None else gold,
    )  # fmt: skip
    return replace(given, **changes)


def unanswerable(id_: str = "n1", kind: str = "near", **changes: Any) -> GoldenQuestion:
    """Return a question that is to be refused, without evidence."""
    outcome = Outcome.NOT_IN_SOURCES if kind in ("near", "false_premise") else Outcome.OUT_OF_SCOPE
    return question(id_, kind=kind, outcome=outcome, points=(), gold=(), **changes)


def citation(number: int = 1, quote: str = GOLD, *, document: str = "gids.pdf", page: int = 3) -> dict[str, Any]:
    """Return a citation of an answer object."""
    return {
        "number": number, "document": document, "title": "Gids", "page": page, "section": ["Toetreding"],
        "quote": quote, "rectangles": [{"page": page, "left": 72, "bottom": 700, "right": 200, "top": 715}],
    }  # fmt: skip


def answer(*citations: dict[str, Any], outcome: str = "answered", **changes: Any) -> dict[str, Any]:
    """Return an answer object that quotes these citations, one statement for each."""
    statements = [{"text": c["quote"], "marks": [c["number"]], "quoted": True, "item": False} for c in citations]
    lead = "Dit zeggen de documenten over uw vraag:" if citations else "Dit staat niet in de documenten."
    said = "\n".join([lead, *(f"“{c['quote']}” [{c['number']}]" for c in citations)])
    return {
        "question": "Wie keurt de toetreding goed?", "searched_for": "Wie keurt de toetreding goed?",
        "outcome": outcome, "answer": said, "lead": lead, "statements": statements, "citations": list(citations),
        "nearest": [], "evidence": None, **changes,
    }  # fmt: skip


def refusal(outcome: str = "not_in_sources", **changes: Any) -> dict[str, Any]:
    """Return an answer object that refuses."""
    return answer(outcome=outcome, **changes)


def asked(golden: GoldenQuestion, given: dict[str, Any] | None, **changes: Any) -> Asked:
    """Return what came of a question, every quote on its page."""
    quotes = len(given["citations"]) + len(given["nearest"]) if given else 0
    error = None if given else "ValueError: stuk"
    return replace(Asked("calibration", golden, given, 10.0, (True,) * quotes, error=error), **changes)

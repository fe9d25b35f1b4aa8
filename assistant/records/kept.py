"""The values that the records give back. Moments are in UTC; no name or address of a user is among them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

from assistant.answer import Outcome

Item = TypeVar("Item")

Channel = Literal["chat", "widget", "api", "run"]
"""By which road a question came; `run` is one that an evaluation asked."""


class Verdict(StrEnum):
    """What a reviewer says of an answer; the page shows `reasons` of `texts.nl.toml`."""

    CORRECT = "correct"
    INCOMPLETE = "incomplete"
    WRONG_SOURCE = "wrong_source"
    WRONG = "wrong"
    OUTDATED = "outdated"
    SHOULD_NOT_ANSWER = "should_not_answer"
    SHOULD_ANSWER = "should_answer"
    CANNOT_JUDGE = "cannot_judge"


HARD_LANGUAGE = "hard_language"
"""A user may give this as a reason too; a reviewer ticks it beside the verdict."""

REASONS = (
    Verdict.INCOMPLETE, Verdict.WRONG_SOURCE, Verdict.WRONG, Verdict.OUTDATED, Verdict.SHOULD_NOT_ANSWER,
    Verdict.SHOULD_ANSWER, HARD_LANGUAGE,
)  # fmt: skip
"""Why an answer was not useful to a user."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What a user thought of an answer. `reason` is one of REASONS."""

    turn: str
    useful: bool
    reason: str | None
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """One question with its answer. `number` counts from 1 in its conversation.

    `answer` is the answer object of `assistant.answer.as_json`. `documents` are those it cites, `verdicts` how many
    reviewers judged it, `again` the reasons why it must be looked at again. `run` names the run that asked it.
    """

    id: str
    conversation: str
    number: int
    channel: Channel
    question: str
    searched_for: str
    outcome: Outcome
    answer: Mapping[str, Any]
    generation: str
    at: datetime
    documents: tuple[str, ...]
    rating: Rating | None
    verdicts: int
    again: tuple[str, ...]
    run: int | None


@dataclass(frozen=True, slots=True)
class TurnFilter:
    """Which turns to find; what is left empty does not filter.

    `since` and `until` are days in UTC, both included. `useful` is the rating; `rated` tells whether there is one.
    `document` is the name of a document that the answer cites. `words` occur in the question, whatever their capitals.
    `channels` are all but `run` unless given; `run` takes the answers of one run only.
    """

    outcomes: tuple[Outcome, ...] = ()
    useful: bool | None = None
    rated: bool | None = None
    reason: str | None = None
    since: date | None = None
    until: date | None = None
    document: str | None = None
    words: str = ""
    without_verdict: bool = False
    without_verdict_of: str | None = None
    again: bool = False
    channels: tuple[Channel, ...] = ()
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list. `number` counts from 1, `total` counts the things on all pages."""

    items: tuple[Item, ...]
    total: int
    number: int
    size: int


@dataclass(frozen=True, slots=True)
class KeptRemark:
    """A remark of the owner (*kanttekening*) on the exact words of a document. `date` is an ISO date."""

    id: int
    document: str
    quote: str
    note: str
    date: str
    author_role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """How many items of a sample a reviewer got, and judged."""

    reviewer: str
    given: int
    judged: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Turns drawn for review. `how` says in words how they were drawn, for the report."""

    id: int
    name: str
    how: str
    at: datetime
    turns: tuple[str, ...]
    progress: tuple[Progress, ...]


@dataclass(frozen=True, slots=True)
class GivenVerdict:
    """What one reviewer, known by a code, said of one answer."""

    turn: str
    reviewer: str
    verdict: Verdict
    hard_language: bool
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A golden question in a suite; `content` is the golden format as it is written to a line of JSON.

    `origin` tells where it came from (*upload* or *conversation*), `turn` from which one if that is still kept.
    """

    suite: str
    id: str
    content: Mapping[str, Any]
    origin: str
    turn: str | None
    at: datetime
    again: tuple[str, ...]


RunState = Literal["waiting", "running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run of an evaluation. `path` is its folder, `summary` that of `summary.json` once it is done."""

    id: int
    path: str
    suite: str
    state: RunState
    done: int
    total: int
    summary: Mapping[str, Any] | None
    message: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Link:
    """A reviewer's way in, until `expires_at`. The secret itself is not kept."""

    reviewer: str
    role: str
    made_at: datetime
    expires_at: datetime
    revoked: bool


@dataclass(frozen=True, slots=True)
class Widget:
    """What an intranet shows: where it may stand, and what it answers from.

    `origins` are the sites that may frame it, such as `https://intranet.voorbeeld.be`. `documents` are the names of
    those it answers from, None for all. `municipality` is who asks. `looks` is what the manager set of its look, by
    option; `allowed` are the options that the page may change. With `keeps_nothing` no question is kept.
    """

    name: str
    origins: tuple[str, ...]
    made_at: datetime
    documents: frozenset[str] | None = None
    municipality: str | None = None
    looks: Mapping[str, str] = field(default_factory=dict)
    allowed: frozenset[str] = frozenset()
    keeps_nothing: bool = False
    revoked: bool = False


SCOPES = ("ask", "search", "documents", "metrics")
"""What an API key may open: questions with their conversations and feedback, passages, documents with their pages, and
the figures for Prometheus."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's way in to the API, until `expires_at`. `scopes` are among SCOPES; the key itself is not kept."""

    name: str
    scopes: frozenset[str]
    made_at: datetime
    expires_at: datetime
    revoked: bool

    def works(self, at: datetime) -> bool:
        """Tell whether it opens anything at this moment."""
        return not self.revoked and at < self.expires_at

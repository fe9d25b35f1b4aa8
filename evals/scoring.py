"""Measures of an answer against its golden question, as named values.

A measure prints as its name, with the questions it is limited to: `RefusalRecall(kind=near)`. The printed form is its
identity: it stands in summaries and in gate.toml, and `parse` turns it back into the measure. What a question counts
for is decided by the golden question wherever it can be, so that silence and failures cost points.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, Protocol

from assistant.answer import WITHOUT_EVIDENCE
from assistant.asking.patterns import gives_verdict
from corpus.dutch import sentences
from corpus.errors import SettingError
from corpus.languages import language_of
from corpus.searching import STAGES
from evals.golden.questions import GoldenQuestion
from evals.intervals import Estimate, Statistic, estimate, largest, loss, mean, median, percentile_95, ratio
from evals.matching import holds_gold, holds_point, numbers_in
from evals.readability import flesch_douma

Row = tuple[float, ...]
Unit = Literal["share", "number", "words", "sentences", "index", "ms", "tokens", "euro"]
Better = Literal["more", "less", "neither"]

RETRIEVAL: Final = ("nDCG@10", "RR@10", "R@5", "R@10", "Success@1")
"""What is measured of each stage of the search, by ir_measures."""

FULL: Final = "-full"
"""A question whose id is that of a follow-up with this ending asks the same in full."""

_WORD: Final = re.compile(r"\w+(?:['’.,-]\w+)*")
_MARK: Final = re.compile(r"\[\d+\]")
_NAME: Final = re.compile(r"(?<=[^.!?:“\"\s]\s)[A-ZÀ-Þ][\w’'-]+")
"""A capital after the first word of a sentence: a name."""


class Judge(Protocol):
    """Who gives verdicts on an answer beyond what is counted here: the place for a language model that judges."""

    def __call__(self, golden: GoldenQuestion, answer: Mapping[str, Any] | None) -> Mapping[str, Any]:
        """Return verdicts by name, ready for `json.dumps`; a measure reads them from `Asked.verdicts`.

        `answer` is None where answering failed, so that this can count too.
        """


@dataclass(frozen=True, slots=True)
class Asked:
    """A golden question and what came of it.

    `answer` is the answer object, None when answering failed; `error` says how. `exact` tells for each citation, and
    then for each of `nearest`, whether its quote stands on its page. `found` holds the measures of retrieval by stage.
    `milliseconds` is the time between question and answer. `pair` is the id of the follow-up that a question asks in
    full.
    """

    suite: str
    golden: GoldenQuestion
    answer: Mapping[str, Any] | None
    milliseconds: float = 0.0
    exact: tuple[bool, ...] = ()
    found: Mapping[str, float] = field(default_factory=dict)
    verdicts: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
    paired: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What tells a question from all others: its suite and its id."""
        return self.suite, self.golden.id

    @property
    def outcome(self) -> str | None:
        """How the question ended; None when answering failed."""
        return None if self.answer is None else str(self.answer["outcome"])

    @property
    def refused(self) -> bool:
        """Whether the question was refused: a failure is no refusal."""
        return self.outcome in WITHOUT_EVIDENCE

    @property
    def citations(self) -> Sequence[Mapping[str, Any]]:
        """The citations of the answer; none when it was refused or failed."""
        return () if self.answer is None else self.answer["citations"]

    @property
    def nearest(self) -> Sequence[Mapping[str, Any]]:
        """The citations shown beside a refusal."""
        return () if self.answer is None else self.answer.get("nearest", ())

    @property
    def statements(self) -> Sequence[Mapping[str, Any]]:
        """The statements of the answer."""
        return () if self.answer is None else self.answer.get("statements", ())

    @property
    def given(self) -> bool:
        """Whether an answer was given."""
        return self.answer is not None and not self.refused

    @property
    def is_follow_up(self) -> bool:
        """Whether the question leans on earlier ones."""
        return bool(self.golden.history)


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure over questions.

    `row` gives what a question adds, None where it does not bear on the measure. `statistic` sums rows up.
    `slices` limits to questions, by names of SLICES. Questions of which `always` holds stay when the kind is limited.
    """

    name: str
    says: str
    row: Callable[[Asked], Row | None]
    unit: Unit = "share"
    better: Better = "more"
    statistic: Statistic = mean
    slices: tuple[tuple[str, str], ...] = ()
    always: Callable[[Asked], bool] = lambda asked: False

    def __str__(self) -> str:
        limits = ",".join(f"{name}={value}" for name, value in self.slices)
        return f"{self.name}({limits})" if limits else self.name

    def on(self, **slices: str) -> "Measure":
        """Return the measure limited to questions of which this holds. Raises SettingError for an unknown name."""
        for name in slices:
            if name not in SLICES:
                raise SettingError(f"{self.name}({name}=…): unknown; limit to one of: {', '.join(SLICES)}")
        return replace(self, slices=(*self.slices, *slices.items()))

    def rows(self, asked: Sequence[Asked]) -> dict[tuple[str, str], Row]:
        """Return the row of each question that bears on the measure, by its key."""
        rows = {each.key: self.row(each) for each in asked if self._bears_on(each)}
        return {key: row for key, row in rows.items() if row is not None}

    def __call__(self, asked: Sequence[Asked]) -> Estimate:
        """Return the figure over these questions, with its interval."""
        return estimate([*self.rows(asked).values()], self.statistic)

    def score(self, asked: Asked) -> float | None:
        """Return what one question scores; None where it does not bear on the measure, or adds more than a number."""
        row = self.row(asked) if self._bears_on(asked) else None
        return row[0] if row is not None and len(row) == 1 else None

    def _bears_on(self, asked: Asked) -> bool:
        return all(
            SLICES[name](asked) == value or (name == "kind" and self.always(asked)) for name, value in self.slices
        )


SLICES: Final[Mapping[str, Callable[[Asked], str]]] = {
    "suite": lambda asked: asked.suite,
    "kind": lambda asked: asked.golden.kind,
    "language": lambda asked: asked.golden.language,
    "style": lambda asked: asked.golden.style,
    "role": lambda asked: asked.golden.role,
    "trap": lambda asked: asked.golden.trap or "none",
    "expected": lambda asked: asked.golden.outcome.value,
    "follow_up": lambda asked: "yes" if asked.is_follow_up else "no",
    "paired": lambda asked: "yes" if asked.paired else "no",
    "list": lambda asked: "yes" if asked.golden.kind == "list" else "no",
}
"""What questions may be limited to, with what each says of a question."""


# ---- how it ended ----


def _failed(asked: Asked) -> Row:
    return (float(asked.answer is None),)


def _outcome(asked: Asked) -> Row:
    return (float(asked.outcome == asked.golden.outcome),)


def _refused_rightly(asked: Asked) -> Row | None:
    return None if asked.golden.answerable else (float(asked.refused),)


def _refused_wrongly(asked: Asked) -> Row | None:
    return (float(not asked.given),) if asked.golden.answerable else None


def _refusals(asked: Asked) -> Row:
    right = asked.refused and not asked.golden.answerable
    return float(right), float(asked.refused)


def _refusals_and_duties(asked: Asked) -> Row:
    right = asked.refused and not asked.golden.answerable
    return 2.0 * right, float(asked.refused) + float(not asked.golden.answerable)


def _is_answerable(asked: Asked) -> bool:
    return asked.golden.answerable


Failures = Measure("Failures", "answering broke off with an error", _failed, better="less")
OutcomeAccuracy = Measure("OutcomeAccuracy", "the outcome is the expected one", _outcome)
RefusalRecall = Measure("RefusalRecall", "of what is to be refused, what was refused", _refused_rightly)
RefusalPrecision = Measure(
    "RefusalPrecision", "of what was refused, what was to be; a kind stands against all answerable questions",
    _refusals, statistic=ratio, always=_is_answerable,
)  # fmt: skip
RefusalF1 = Measure(
    "RefusalF1", "harmonic mean of RefusalPrecision and RefusalRecall", _refusals_and_duties, statistic=ratio,
    always=_is_answerable,
)  # fmt: skip
FalseRefusals = Measure(
    "FalseRefusals", "of what the documents answer, what got no answer", _refused_wrongly, better="less"
)

# ---- what it cites ----


def _first_holds(asked: Asked) -> Row | None:
    return (float(any(_holds(asked.citations[:1], asked))),) if asked.golden.answerable else None


def _any_holds(asked: Asked) -> Row | None:
    return (float(any(_holds(asked.citations, asked))),) if asked.golden.answerable else None


def _precision(asked: Asked) -> Row | None:
    if not asked.golden.answerable:
        return None
    holds = _holds(asked.citations, asked)
    return (sum(holds) / len(holds) if holds else 0.0,)


def _recall(asked: Asked) -> Row | None:
    if not asked.golden.answerable:
        return None
    pieces = asked.golden.pieces
    held = [any(holds_gold(c, gold) for gold in piece for c in asked.citations) for piece in pieces]
    return (sum(held) / len(pieces),)


def _nearest_holds(asked: Asked) -> Row | None:
    if asked.golden.answerable or not asked.golden.gold:
        return None
    return (float(any(_holds(asked.nearest, asked))),)


def _citations(asked: Asked) -> Row | None:
    return (float(len(asked.citations)),) if asked.given else None


def _quoted_words(asked: Asked) -> Row | None:
    return (float(sum(len(c["quote"].split()) for c in asked.citations)),) if asked.given else None


def _longest_quote(asked: Asked) -> Row | None:
    if not asked.given:
        return None
    return (float(max((len(sentences(c["quote"])) for c in asked.citations), default=0)),)


def _exact(asked: Asked) -> Row | None:
    return (sum(asked.exact) / len(asked.exact),) if asked.exact else None


def _holds(citations: Sequence[Mapping[str, Any]], asked: Asked) -> list[bool]:
    return [any(holds_gold(citation, gold) for gold in asked.golden.gold) for citation in citations]


FirstCitationHoldsGold = Measure("FirstCitationHoldsGold", "the first citation holds golden evidence", _first_holds)
AnyCitationHoldsGold = Measure("AnyCitationHoldsGold", "some citation holds golden evidence", _any_holds)
CitationPrecision = Measure("CitationPrecision", "share of the citations that hold golden evidence", _precision)
CitationRecall = Measure("CitationRecall", "share of the pieces of evidence that are cited", _recall)
NearestHoldsGold = Measure(
    "NearestHoldsGold", "a refusal shows the evidence that corrects or explains it", _nearest_holds
)
Citations = Measure("Citations", "citations in an answer, median", _citations, "number", "neither", median)
QuotedWords = Measure("QuotedWords", "quoted words in an answer", _quoted_words, "words", "less")
LongestQuote = Measure(
    "LongestQuote", "sentences in the longest quote of all answers", _longest_quote, "sentences", "less", largest
)
QuoteExactness = Measure(
    "QuoteExactness", "share of the quotes that stand on their page, word for word (answers with quotes)", _exact
)

# ---- what it says ----


def _points(asked: Asked) -> Row | None:
    if not asked.golden.answerable:
        return None
    said = str(asked.answer["answer"]) if asked.given and asked.answer else ""
    return (sum(holds_point(said, point) for point in asked.golden.points) / len(asked.golden.points),)


def _unsupported(asked: Asked) -> Row | None:
    if not asked.given or not asked.statements:
        return None
    quotes = {citation["number"]: citation["quote"] for citation in asked.citations}
    return (sum(not _is_supported(s, quotes) for s in asked.statements) / len(asked.statements),)


def _is_supported(statement: Mapping[str, Any], quotes: Mapping[int, str]) -> bool:
    cited = " ".join(quotes[mark] for mark in statement["marks"] if mark in quotes)
    if not cited:
        return False
    names = {name.lower() for name in _NAME.findall(statement["text"])}
    return numbers_in(statement["text"]) <= numbers_in(cited) and all(name in cited.lower() for name in names)


def _length(asked: Asked) -> Row | None:
    return (float(len(_WORD.findall(_plain(asked)))),) if asked.given else None


def _language(asked: Asked) -> Row | None:
    """Quotes stay as they are, so only our own words tell the language of an answer."""
    if asked.answer is None:
        return (0.0,)
    own = [str(asked.answer.get("lead", "")), *(str(s["text"]) for s in asked.statements if not s["quoted"])]
    words = " ".join(part for part in own if part)
    return (float(language_of(words) == asked.golden.language),) if words else None


def _readability(asked: Asked) -> Row | None:
    index = flesch_douma(_plain(asked)) if asked.given else None
    return None if index is None else (index,)


def _plain(asked: Asked) -> str:
    return _MARK.sub("", str(asked.answer["answer"])) if asked.answer else ""


def _unproven(asked: Asked) -> Row | None:
    """An exact quote that begins with ja or nee misleads under a question that its passage does not answer."""
    if not asked.given:
        return None
    shown = [citation for citation in asked.citations if gives_verdict(citation["quote"])]
    return (float(not all(_holds(shown, asked))),)


PointCoverage = Measure("PointCoverage", "share of the expected points that the answer says", _points)
UnsupportedStatements = Measure(
    "UnsupportedStatements", "share of the statements without mark, or with a number or name that their quotes lack",
    _unsupported, better="less",
)  # fmt: skip
UnprovenVerdicts = Measure(
    "UnprovenVerdicts", "answers that show a ja or nee which the golden evidence does not hold", _unproven,
    better="less",
)  # fmt: skip
AnswerLength = Measure("AnswerLength", "words in an answer, quotes included", _length, "words", "less")
AnswerLanguage = Measure("AnswerLanguage", "our own words in the answer are in the language of the question", _language)
Readability = Measure("Readability", "Flesch-Douma index of an answer, quotes included", _readability, "index")

# ---- the conversation, time and cost ----


def _follow_up(asked: Asked) -> Row | None:
    if not asked.golden.answerable:
        return None
    value = float(any(_holds(asked.citations[:1], asked)))
    return (0.0, 0.0, value, 1.0) if asked.is_follow_up else (value, 1.0, 0.0, 0.0)


def _milliseconds(asked: Asked) -> Row:
    return (asked.milliseconds,)


def _usage(name: str) -> Callable[[Asked], Row | None]:
    def row(asked: Asked) -> Row | None:
        """Answers of quotes alone use no model and carry no `usage`."""
        usage = (asked.answer or {}).get("usage") or {}
        return (float(usage[name]),) if usage.get(name) is not None else None

    return row


FollowUpLoss = Measure(
    "FollowUpLoss", "FirstCitationHoldsGold of questions that stand alone, less that of follow-ups", _follow_up,
    better="less", statistic=loss,
)  # fmt: skip
Latency = Measure("Latency", "time to an answer, median", _milliseconds, "ms", "less", median)
LatencyP95 = Measure("LatencyP95", "time to an answer, 95th percentile", _milliseconds, "ms", "less", percentile_95)
Tokens = Measure("Tokens", "tokens that an answer took of a model", _usage("total_tokens"), "tokens", "less")
Cost = Measure("Cost", "what an answer cost", _usage("cost"), "euro", "less")

# ---- what a language model says of it, where one judged ----


def _judged(asked: Asked) -> Row | None:
    """An answer without a verdict is not correct: it stays in the denominator."""
    return (float(asked.verdicts["judge"]["verdict"] == "correct"),) if "judge" in asked.verdicts else None


def _unjudged(asked: Asked) -> Row | None:
    return (float(asked.verdicts["judge"]["verdict"] is None),) if "judge" in asked.verdicts else None


JudgedCorrect = Measure("JudgedCorrect", "the judging model calls the answer correct", _judged)
JudgeEmpty = Measure(
    "JudgeEmpty", "the judging model gave no verdict; counted as not correct", _unjudged, better="less"
)

# ---- what the search finds ----


def _found(name: str) -> Callable[[Asked], Row | None]:
    return lambda asked: (asked.found.get(name, 0.0),) if asked.golden.answerable else None


SEARCH: Final[tuple[Measure, ...]] = tuple(
    Measure(f"{stage}.{name}", f"{name} of the {stage} search, golden evidence by passage", _found(f"{stage}.{name}"))
    for stage in STAGES
    for name in RETRIEVAL
)

MEASURES: Final[tuple[Measure, ...]] = (
    Failures, OutcomeAccuracy, RefusalRecall, RefusalPrecision, RefusalF1, FalseRefusals,
    FirstCitationHoldsGold, AnyCitationHoldsGold, CitationPrecision, CitationRecall, NearestHoldsGold,
    Citations, QuotedWords, LongestQuote, QuoteExactness,
    PointCoverage, UnsupportedStatements, UnprovenVerdicts, AnswerLength, AnswerLanguage, Readability,
    JudgedCorrect, JudgeEmpty,
    FollowUpLoss, Latency, LatencyP95, Tokens, Cost,
    *SEARCH,
)  # fmt: skip
"""Every measure, in the order of reports."""

_BY_NAME: Final = {measure.name: measure for measure in MEASURES}
_PRINTED: Final = re.compile(r"([\w.@]+)(?:\(([^()]+)\))?")


def parse(printed: str) -> Measure:
    """Return the measure that prints like this. Raises SettingError, which names what is unknown."""
    parts = _PRINTED.fullmatch(printed.strip())
    if not parts or parts[1] not in _BY_NAME:
        raise SettingError(f"{printed}: no such measure; give one of: {', '.join(_BY_NAME)}")
    limits = [limit.partition("=") for limit in parts[2].split(",")] if parts[2] else []
    return _BY_NAME[parts[1]].on(**{name.strip(): value.strip() for name, _, value in limits})

"""What a run says as a whole: figures with intervals, outcomes, the refusal curve, and which pages were cited."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from corpus.searching import STAGES
from evals import scoring
from evals.golden.questions import KINDS, UNANSWERABLE
from evals.intervals import Estimate
from evals.scoring import MEASURES, RETRIEVAL, SLICES, Asked, Measure

Summary = dict[str, Any]

_ANSWERING = (scoring.OutcomeAccuracy, scoring.FirstCitationHoldsGold, scoring.AnyCitationHoldsGold)
_REFUSING = (scoring.RefusalRecall, scoring.RefusalPrecision, scoring.RefusalF1)
_SIZES = (scoring.Citations, scoring.QuotedWords, scoring.LongestQuote, scoring.CitationPrecision)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the refusal curve: what would be refused if evidence had to be `enough` times as strong as now."""

    enough: float
    recall: float
    false_refusals: float


def summarise(asked: Sequence[Asked], documents: Sequence[Mapping[str, Any]]) -> Summary:
    """Return the summary of a run, ready for `json.dumps`; `documents` are those of its settings."""
    return {
        "questions": len(asked),
        "figures": [figure(measure, measure(asked)) for measure in shown(asked)],
        "outcomes": outcomes(asked),
        "refusal_curve": [
            {"enough": p.enough, "now": p.enough == 1, "recall": p.recall, "false_refusals": p.false_refusals}
            for p in curve(asked)
        ],
        "milliseconds": spread([each.milliseconds for each in asked]),
        "usage": usage(asked),
        "pages_cited": pages_cited(asked, documents),
        "failures": [{"suite": each.suite, "id": each.golden.id, "error": each.error} for each in asked if each.error],
    }


def figure(measure: Measure, estimate: Estimate) -> dict[str, Any]:
    """Return one figure with what a reader needs to understand it."""
    return {
        "measure": str(measure),
        "says": measure.says,
        "unit": measure.unit,
        "better": measure.better,
        "value": _rounded(estimate.value),
        "low": _rounded(estimate.low),
        "high": _rounded(estimate.high),
        "n": estimate.n,
    }


def shown(asked: Sequence[Asked]) -> Iterator[Measure]:
    """Yield the measures of a summary: each over all questions, and some over the groups that are told apart."""
    yield from MEASURES
    for measure in _SIZES:
        yield measure.on(list="no")
    for kind in _present("kind", asked, KINDS):
        yield scoring.OutcomeAccuracy.on(kind=kind)
        yield from (m.on(kind=kind) for m in (_REFUSING if kind in UNANSWERABLE else _ANSWERING[1:]))
    for name in ("language", "style", "follow_up", "trap"):
        yield from (
            m.on(**{name: value}) for value in _present(name, asked) for m in (*_ANSWERING, scoring.FalseRefusals)
        )
    if any(each.paired for each in asked):
        yield scoring.FollowUpLoss.on(paired="yes")
    if len(suites := _present("suite", asked)) > 1:
        yield from (m.on(suite=suite) for suite in suites for m in MEASURES)


def outcomes(asked: Sequence[Asked]) -> dict[str, dict[str, int]]:
    """Return for each kind how many of its questions ended in each outcome; *failed* for those that broke off."""
    by_kind = {kind: Counter[str]() for kind in _present("kind", asked, KINDS)}
    for each in asked:
        by_kind[each.golden.kind][each.outcome or "failed"] += 1
    return {kind: dict(counts) for kind, counts in by_kind.items()}


def curve(asked: Sequence[Asked]) -> tuple[Point, ...]:
    """Return what would be refused at each border between enough and too little evidence, the lowest first.

    A question that was refused although its evidence was strong, or that was never searched for, stays refused at
    every border: something else decided. Without such strengths in the answers there is no curve.
    """
    strengths = [_strength(each) for each in asked]
    borders = sorted({s for s in strengths if s is not None and 0 < s < float("inf")} | {1.0})
    to_refuse = [s for each, s in zip(asked, strengths, strict=True) if not each.golden.answerable]
    to_answer = [s for each, s in zip(asked, strengths, strict=True) if each.golden.answerable]
    if not to_refuse or not to_answer or len(borders) == 1:
        return ()
    return tuple(Point(border, _refused(to_refuse, border), _refused(to_answer, border)) for border in borders)


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return every tenth percentile of values, and the 95th and 99th, by names such as `p50`."""
    if not values:
        return {}
    at = quantiles(values, n=100, method="inclusive") if len(values) > 1 else [values[0]] * 99
    return {f"p{p}": round(at[p - 1], 2) for p in (*range(10, 100, 10), 95, 99)} | {"max": round(max(values), 2)}


def usage(asked: Sequence[Asked]) -> dict[str, Any] | None:
    """Return what all answers took of a model together, and of how many that is known; None without a model.

    `cost` is None where no price was set.
    """
    known = [each.answer["usage"] for each in asked if each.answer and each.answer.get("usage")]
    if not known:
        return None
    costs = [one["cost"] for one in known if one.get("cost") is not None]
    counted = {name: sum(one[name] for one in known) for name in ("input_tokens", "output_tokens", "total_tokens")}
    return {"answers": len(known), **counted, "cost": round(sum(costs), 6) if costs else None}


def pages_cited(asked: Sequence[Asked], documents: Sequence[Mapping[str, Any]]) -> dict[str, list[int]]:
    """Return for each document how many times each of its pages was cited, 0 for one that never was."""
    counts = Counter((citation["document"], citation["page"]) for each in asked for citation in each.citations)
    return {
        document["name"]: [counts[document["name"], page] for page in range(1, document["pages"] + 1)]
        for document in documents
    }


def as_markdown(summary: Summary, settings: Mapping[str, Any]) -> str:
    """Return the figures over all questions as Markdown: of answers, of the search, and what was measured."""
    figures = {f["measure"]: f for f in summary["figures"]}
    answers = [f for name, f in figures.items() if "." not in name and _is_told(name)]
    rows = [f"| {f['measure']} | {f['says']} | {shown_value(f)} | {shown_interval(f)} | {f['n']} |" for f in answers]
    names = [f"{stage}.{RETRIEVAL[0]}" for stage in STAGES]
    search = [
        f"| {stage} | {' | '.join(_with_interval(figures[f'{stage}.{name}']) for name in RETRIEVAL)} | "
        f"{figures[first]['n']} |"
        for stage, first in zip(STAGES, names, strict=True)
    ]
    suites = ", ".join(f"{s['name']} ({s['questions']} questions)" for s in settings["suites"])
    made = f"`python -m evals run`, {settings['started'][:10]}, commit `{settings['commit']}`, {suites}."
    spent = [f"{told_usage(summary['usage'])}\n"] if summary.get("usage") else []
    return "\n".join(
        [
            "| measure | what | value | 95 % interval | n |", "| --- | --- | --- | --- | --- |", *rows, "",
            f"| search | {' | '.join(RETRIEVAL)} | n |", f"| --- |{' --- |' * (len(RETRIEVAL) + 1)}", *search, "",
            *spent, made,
        ]
    )  # fmt: skip


def shown_value(figure: Mapping[str, Any], of: str = "value") -> str:
    """Return one number of a figure in its unit; a dash where there is none."""
    value = figure[of]
    if value is None:
        return "–"
    if figure["unit"] == "share":
        return f"{100 * value:.1f} %"
    if figure["unit"] == "euro":
        return f"{value:.5f} €"
    return f"{value:.1f}" + {"ms": " ms"}.get(figure["unit"], "")


def told_usage(spent: Mapping[str, Any]) -> str:
    """Return in a sentence what a run took of a model."""
    cost = "price not set" if spent["cost"] is None else f"{spent['cost']:.4f} €"
    return (
        f"A model wrote or tried {spent['answers']} answers: {spent['input_tokens']} tokens read, "
        f"{spent['output_tokens']} written, {cost}."
    )


def shown_interval(figure: Mapping[str, Any]) -> str:
    """Return the interval of a figure; a dash where there is none."""
    return "–" if figure["low"] is None else f"{shown_value(figure, 'low')} to {shown_value(figure, 'high')}"


def _is_told(name: str) -> bool:
    """Of the figures of groups only the refusals by kind stand in the table; the report has them all."""
    return "(" not in name or name.startswith("RefusalRecall(kind")


def _with_interval(figure: Mapping[str, Any]) -> str:
    if figure["low"] is None:
        return shown_value(figure)
    return f"{shown_value(figure)} ({100 * figure['low']:.0f}–{100 * figure['high']:.0f})"


def _present(name: str, asked: Sequence[Asked], order: Sequence[str] = ()) -> list[str]:
    """Return the values of a slice that occur, in this order or else that of the alphabet."""
    found = {SLICES[name](each) for each in asked}
    return [value for value in order if value in found] or sorted(found)


def _strength(asked: Asked) -> float | None:
    """Return how strong the evidence was, 1 for just enough; 0 for a question that no border lets through.

    None where answering failed, which counts as no refusal.
    """
    if asked.answer is None:
        return None
    enough = (asked.answer.get("evidence") or {}).get("enough")
    if asked.refused:
        return float(enough) if enough is not None and enough < 1 else 0.0
    return float("inf") if enough is None else float(enough)


def _refused(strengths: Sequence[float | None], border: float) -> float:
    return sum(strength is not None and strength < border for strength in strengths) / len(strengths)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)

"""Two runs side by side, question by question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evals.golden import questions
from evals.intervals import Estimate, difference, estimate
from evals.runs import Run, RunError, scores
from evals.scoring import Asked, Measure
from evals.summary import figure, shown, shown_value

SAME = "no difference to be seen"


@dataclass(frozen=True, slots=True)
class Difference:
    """How a measure changed from one run to the other, over the questions that bear on it in both."""

    measure: Measure
    before: float | None
    after: float | None
    change: Estimate

    @property
    def verdict(self) -> str:
        """What can be said of it: the interval decides."""
        low, high = self.change.low, self.change.high
        if low is None or high is None:
            return "–"
        if low <= 0 <= high:
            return SAME
        if self.measure.better == "neither":
            return "higher" if low > 0 else "lower"
        return "better" if (low > 0) == (self.measure.better == "more") else "worse"


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that came out differently. `scores` are the measures that changed, with both values."""

    before: Asked
    after: Asked
    scores: tuple[tuple[str, float | None, float | None], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs compared: `only_before` and `only_after` name the questions that cannot be paired."""

    before: Run
    after: Run
    paired: int
    differences: tuple[Difference, ...]
    changed: tuple[Changed, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(before: Run, after: Run) -> Comparison:
    """Compare two runs over the questions that both asked in the same words with the same golden evidence.

    Raises RunError when there are none.
    """
    old, new = _by_golden(before), _by_golden(after)
    both = [key for key in old if key in new]
    if not both:
        raise RunError(f"{before.folder} and {after.folder}: no question is in both; compare runs of the same suite")
    pairs = [(old[key], new[key]) for key in both]
    return Comparison(
        before,
        after,
        len(both),
        tuple(_difference(measure, pairs) for measure in shown([a for _, a in pairs])),
        tuple(found for pair in pairs if (found := _changed(*pair))),
        tuple(old[key].golden.id for key in old if key not in new),
        tuple(new[key].golden.id for key in new if key not in old),
    )


def as_markdown(comparison: Comparison) -> str:
    """Return the differences over all questions as a Markdown table, and which questions changed."""
    rows = [
        f"| {d.measure} | {_shown(d, d.before)} | {_shown(d, d.after)} | {changed_by(d, d.change.value)} | "
        f"{shown_change(d)} | {d.change.n} | {d.verdict} |"
        for d in comparison.differences
        if not d.measure.slices
    ]
    head = "| measure | before | after | difference | 95 % interval | n | |"
    lines = [head, "| --- | --- | --- | --- | --- | --- | --- |", *rows, ""]
    lines.append(f"{len(comparison.changed)} of {comparison.paired} questions changed.")
    lines += [f"- {c.after.golden.id}: {c.before.outcome} → {c.after.outcome}" for c in comparison.changed]
    if comparison.only_before or comparison.only_after:
        lines.append(
            f"Not compared: {len(comparison.only_before)} only in the first run, {len(comparison.only_after)} only in "
            "the second."
        )
    return "\n".join(lines)


def shown_change(found: Difference) -> str:
    """Return the interval of a difference; a dash where there is none."""
    if found.change.low is None:
        return "–"
    low, high = changed_by(found, found.change.low), changed_by(found, found.change.high)
    return f"{low.removesuffix(' points').removesuffix(' ms')} to {high}"


def _shown(found: Difference, value: float | None) -> str:
    return shown_value(figure(found.measure, found.change) | {"value": value})


def changed_by(found: Difference, value: float | None) -> str:
    """Return a difference in words; shares differ by points, for 2 % less than 80 % would be 78.4 %."""
    words = _shown(found, value).replace(" %", " points")
    return f"+{words}" if value is not None and value > 0 else words


def _by_golden(run: Run) -> dict[Any, Asked]:
    """Return what came of each question by all that makes it the same question."""
    return {(each.suite, repr(questions.as_json(each.golden))): each for each in run.asked}


def _difference(measure: Measure, pairs: Sequence[tuple[Asked, Asked]]) -> Difference:
    before, after = measure.rows([old for old, _ in pairs]), measure.rows([new for _, new in pairs])
    keys = [(old.key, new.key) for old, new in pairs if old.key in before and new.key in after]
    old_rows, new_rows = [before[old] for old, _ in keys], [after[new] for _, new in keys]
    return Difference(
        measure,
        estimate(old_rows, measure.statistic).value,
        estimate(new_rows, measure.statistic).value,
        difference(old_rows, new_rows, measure.statistic),
    )


def _changed(before: Asked, after: Asked) -> Changed | None:
    old, new = {**scores(before), **before.found}, {**scores(after), **after.found}
    names = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    if before.outcome == after.outcome and _quotes(before) == _quotes(after) and not names:
        return None
    return Changed(before, after, tuple((name, old.get(name), new.get(name)) for name in names))


def _quotes(asked: Asked) -> list[tuple[str, int, str]]:
    return [(c["document"], c["page"], c["quote"]) for c in asked.citations]

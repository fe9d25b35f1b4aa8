"""Writes a run, or two runs compared, as one HTML file with all that it shows inside it."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jinja2

from corpus.pdf.pictures import page_picture, places_on_picture
from corpus.types import Rectangle
from evals import compare, runs, summary
from evals.compare import Comparison
from evals.matching import holds_gold, holds_point
from evals.runs import Run
from evals.scoring import SLICES, Asked
from evals.subject import Searched

SCALE: Final = 1.0
"""Pixels a point of page pictures: small letters can be read, and a page takes some 40 kB."""

HEADLINE: Final = (
    "OutcomeAccuracy", "FirstCitationHoldsGold", "AnyCitationHoldsGold", "CitationPrecision", "PointCoverage",
    "FalseRefusals", "RefusalRecall", "QuoteExactness",
)  # fmt: skip
"""The figures that stand largest, in this order."""

FILTERS: Final = ("kind", "expected", "language", "style", "trap", "follow_up", "suite")
"""Slices by which the questions of a report may be filtered."""

OUTCOMES: Final = ("answered", "partial", "conflicting", "not_in_sources", "out_of_scope", "unclear", "failed")


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as a report shows it; marks say for each part whether it is right."""

    asked: Asked
    filters: Mapping[str, str]
    right: bool
    first_holds: bool | None
    citations: Sequence[Mapping[str, Any]]
    nearest: Sequence[Mapping[str, Any]]
    gold: Sequence[Mapping[str, Any]]
    points: Sequence[tuple[str, bool]]
    scores: Mapping[str, float]

    @property
    def judgement(self) -> Mapping[str, Any] | None:
        """What a language model said of the answer, None where none judged."""
        return self.asked.verdicts.get("judge")

    @property
    def usage(self) -> Mapping[str, Any] | None:
        """What the answer took of a model, None where nothing is known."""
        return (self.asked.answer or {}).get("usage")


def write_report(file: Path, run: Run, figures: Mapping[str, Any], index: Searched) -> None:
    """Write the report of a run; `index` gives the pages that were cited. Raises RunError and DocumentDamaged."""
    questions = [_shown(asked, index) for asked in run.asked]
    page = (
        _environment()
        .get_template("report.html")
        .render(
            run=run,
            summary=figures,
            headline=[f for name in HEADLINE for f in figures["figures"] if f["measure"] == name],
            overall=[f for f in figures["figures"] if "(" not in f["measure"]],
            groups=_groups(figures["figures"]),
            outcomes=OUTCOMES,
            questions=questions,
            filters={name: sorted({q.filters[name] for q in questions}) for name in FILTERS},
            pictures=_pictures(run.asked, index),
        )
    )
    runs.write(file, page)


def write_comparison(file: Path, comparison: Comparison) -> None:
    """Write two runs side by side. Raises RunError."""
    template = _environment().get_template("comparison.html")
    words = {"changed_by": compare.changed_by, "shown_change": compare.shown_change}
    page = template.render(comparison=comparison, **words)
    runs.write(file, page)


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("evals.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["value"] = summary.shown_value
    environment.filters["interval"] = summary.shown_interval
    return environment


def _shown(asked: Asked, index: Searched) -> Shown:
    golden = asked.golden
    exact = iter(asked.exact)
    citations = [_citation(each, asked, next(exact), index) for each in asked.citations]
    said = str(asked.answer["answer"]) if asked.answer else ""
    gold = [
        {"evidence": e, "held": any(holds_gold(c, e) for c in [*asked.citations, *asked.nearest])} for e in golden.gold
    ]
    return Shown(
        asked,
        {name: SLICES[name](asked) for name in FILTERS},
        asked.outcome == golden.outcome,
        citations[0]["holds"] if citations else (False if golden.answerable else None),
        citations,
        [_citation(each, asked, next(exact), index) for each in asked.nearest],
        gold,
        [(point, holds_point(said, point)) for point in golden.points],
        runs.scores(asked),
    )


def _citation(citation: Mapping[str, Any], asked: Asked, exact: bool, index: Searched) -> dict[str, Any]:
    return {
        **citation,
        "exact": exact,
        "holds": any(holds_gold(citation, evidence) for evidence in asked.golden.gold),
        "picture": _key(citation),
        "marks": _marks(citation, index),
    }


def _marks(citation: Mapping[str, Any], index: Searched) -> list[list[float]]:
    """Return where the quoted words stand on the picture of their page, in hundredths of its width and height."""
    if not _is_there(citation, index):
        return []
    rectangles = [Rectangle(**each) for each in citation["rectangles"] if each["page"] == citation["page"]]
    places = places_on_picture(index.file(citation["document"]), citation["page"], rectangles)
    return [[round(100 * share, 2) for share in place] for place in places]


def _pictures(asked: Sequence[Asked], index: Searched) -> dict[str, str]:
    """Return a picture of each page that was cited or shown beside a refusal, once, as a data address."""
    shown = [citation for each in asked for citation in [*each.citations, *each.nearest] if _is_there(citation, index)]
    places = sorted({(citation["document"], citation["page"]) for citation in shown})
    return {
        _key({"document": document, "page": page}): _address(index.file(document), page) for document, page in places
    }


def _address(file: Path, page: int) -> str:
    picture = page_picture(file, page, [], scale=SCALE, form="WEBP")
    return f"data:image/webp;base64,{base64.b64encode(picture).decode('ascii')}"


def _is_there(citation: Mapping[str, Any], index: Searched) -> bool:
    """An answer that was tampered with may cite a page that does not exist; it is shown without its picture."""
    pages = {document.name: document.pages for document in index.documents}
    return citation["page"] in range(1, pages.get(citation["document"], 0) + 1)


def _key(place: Mapping[str, Any]) -> str:
    return f"{place['document']}#{place['page']}"


def _groups(figures: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Return the figures of groups of questions, by what tells the groups apart."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for figure in figures:
        _, limited, limits = figure["measure"].partition("(")
        if limited:
            groups.setdefault(limits.partition("=")[0], []).append(figure)
    return groups

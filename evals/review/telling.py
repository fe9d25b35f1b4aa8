"""The quality report in plain words: the same sentences on the page, in Word and in Excel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final

from assistant.records.kept import Verdict
from assistant.texts import table
from assistant.web.word import WordFile
from evals.golden import workbook
from evals.review.agreement import Agreement
from evals.review.quality import Quality, Share
from evals.review.wording import day, enumerated, number, percent, text, words

ENOUGH: Final = 50
"""Answers from which on a share is known to within about 14 points; below that the report asks for more."""

DOCUMENTS: Final = 3
"""Documents named in an action, those with most complaints first."""

KAPPA_BORDERS: Final = (0.4, 0.6, 0.8)
"""D. G. Altman, *Practical Statistics for Medical Research* (1991), his lowest two bands taken together."""

NO_TITLES: Final[Mapping[str, str]] = MappingProxyType({})

_WIDTHS: Final = (50, 28, 18, 34, 20, 34, 14, 50)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: sentences, and items of a list after them."""

    title: str
    lines: tuple[str, ...]
    items: tuple[str, ...] = ()


def told(found: Quality, how: str, titles: Mapping[str, str] = NO_TITLES) -> tuple[Section, ...]:
    """Return the report; `how` says how the answers were chosen. Without a verdict there is nothing to tell.

    `titles` are those of the documents by name; one without goes by its name.
    """
    if not found.judged:
        return ()
    return (
        Section(text("report.main_title"), tuple(_main(found))),
        Section(text("report.how_title"), (how, text("report.reviewers", reviewers=enumerated(list(found.reviewers))))),
        Section(text("report.outcomes_title"), (), tuple(_outcome(each.name, each.share) for each in found.outcomes)),
        Section(text("report.verdicts_title"), (), tuple(_verdicts(found))),
        Section(text("report.agreement_title"), tuple(_agreement(found))),
        _worst(found),
        Section(text("report.actions_title"), (), tuple(_actions(found, titles))),
    )


def agreement_lines(found: Agreement) -> tuple[str, ...]:
    """Return how two reviewers agree, in two sentences."""
    said = text(
        "samples.agreement_line", one=found.one, other=found.other, both=found.both, agreed=found.agreed
    )  # fmt: skip
    if found.kappa is None:
        return said, text("samples.kappa_none")
    word = words("samples.kappa_words")[sum(found.kappa >= border for border in KAPPA_BORDERS)]
    return said, text("samples.kappa", kappa=number(found.kappa, 2), word=word)


def as_word(sections: Sequence[Section], *, today: date) -> bytes:
    """Return the report as a Word file."""
    file = WordFile(text("report.title"))
    file.heading(text("report.title"), 1)
    file.line(text("report.made_on", day=day(today)), italic=True)
    for section in sections:
        file.heading(section.title, 2)
        for line in section.lines:
            file.line(line)
        for item in section.items:
            file.line(item, item=True)
    return file.content()


def as_excel(found: Quality, sections: Sequence[Section], titles: Mapping[str, str] = NO_TITLES) -> bytes:
    """Return the report as an Excel workbook, with every judged answer beside the summary."""
    summary = [[section.title, line] for section in sections for line in (*section.lines, *section.items)]
    sheets: dict[str, Sequence[Sequence[str | int | float]]] = {
        text("report.sheet_summary"): [words("report.columns_summary"), *summary],
        text("report.sheet_answers"): [words("report.columns_answers"), *_answers(found, titles)],
        text("report.sheet_wrong"): [words("report.columns_wrong"), *_wrong(found)],
    }
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / "verslag.xlsx"
        workbook.write_tables(file, sheets, _WIDTHS)
        return file.read_bytes()


def counted(key: str, count: int, **values: object) -> str:
    """Return a text that has a form of its own for one thing."""
    return text(f"{key}_one" if count == 1 else key, count=count, **values)


def _main(found: Quality) -> Iterator[str]:
    share = found.share
    if share.total < 2:
        yield text("report.main_one" if share.total else "report.main_none")
    else:
        yield text("report.main_single" if share.right == 1 else "report.main", **_filled(share))
    yield text("report.strict")
    for name in ("disputed", "unjudged", "hard_language"):
        if count := getattr(found, name):
            yield counted(f"report.{name}", count)
    if share.total > 1:
        yield text("report.between_help")


def _outcome(name: str, share: Share) -> str:
    return text("report.outcome_line", name=words("outcomes")[name], **_filled(share))


def _filled(share: Share) -> dict[str, object]:
    shares = {"share": share.value, "low": share.low or 0.0, "high": share.high or 0.0}
    return {"right": share.right, "total": share.total} | {name: percent(value) for name, value in shares.items()}


def _verdicts(found: Quality) -> Iterator[str]:
    names = table("verdicts")
    for verdict, count in found.verdicts:
        yield text("report.verdict_line", verdict=names[verdict], count=count)


def _agreement(found: Quality) -> Iterator[str]:
    if not found.agreements:
        yield text("report.one_reviewer")
        return
    for each in found.agreements:
        yield from agreement_lines(each)
    yield text("samples.kappa_help")


def _worst(found: Quality) -> Section:
    title = text("report.worst_title")
    if not found.worst:
        return Section(title, (text("report.no_worst"),))
    items = (
        text("report.worst_line", name=each.name, wrong=len(each.wrong), total=each.share.total) for each in found.worst
    )
    return Section(title, (text("report.word_for_word"),), tuple(items))


def _actions(found: Quality, titles: Mapping[str, str]) -> Iterator[str]:
    for verdict, count, documents in found.blamed:
        named = [titles.get(document, document) for document in documents[:DOCUMENTS]]
        yield text(f"report.action_{verdict.value}", count=count, documents=enumerated(named))
    lacking = [
        each.name
        for each in found.worst
        if any(given.verdict is Verdict.SHOULD_ANSWER for judged in each.wrong for given in judged.verdicts)
    ]
    if lacking:
        yield text("report.action_missing", subjects="; ".join(lacking))
    if found.hard_language:
        yield text("report.action_language")
    if found.share.total < ENOUGH:
        yield text("report.action_small")
    elif not found.blamed and not lacking and not found.hard_language:
        yield text("report.action_none")


def _answers(found: Quality, titles: Mapping[str, str]) -> Iterator[list[str | int | float]]:
    names, states = table("verdicts"), words("report.states")
    for each in found.judged:
        said = sorted(each.verdicts, key=lambda given: given.reviewer)
        yield [
            each.turn.question,
            words("outcomes")[each.turn.outcome.value],
            day(each.turn.at),
            "; ".join(titles.get(document, document) for document in each.turn.documents),
            states[each.state],
            "; ".join(f"{given.reviewer}: {names[given.verdict]}" for given in said),
            text("common.yes") if any(given.hard_language for given in said) else "",
            "; ".join(f"{given.reviewer}: {given.note}" for given in said if given.note),
        ]


def _wrong(found: Quality) -> Iterator[list[str | int | float]]:
    for each in found.worst:
        questions = "\n".join(judged.turn.question for judged in each.wrong)
        yield [each.name, len(each.wrong), each.share.total, questions]

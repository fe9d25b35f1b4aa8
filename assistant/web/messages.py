"""Messages of the conversation as HTML, in the few tags and attributes that Gradio's sanitiser keeps.

No message holds an empty line: after one, Gradio would read what follows as Markdown.
"""

from collections.abc import Iterable, Sequence
from html import escape

from assistant.answer import Answer, Citation, Outcome, Statement
from assistant.glossary import HardWord
from assistant.masking import notice
from assistant.records.kept import REASONS
from assistant.texts import text
from assistant.web import asking_again
from assistant.web.addresses import mark_address, word_address
from assistant.web.spoken import DUTCH, lang, language_of_line, language_of_statements

QUOTES_AT_ONCE = 3
WORDS_AT_ONCE = 80
"""What is shown before “Toon meer”: at most so many quotes, and no further quote after so many words."""

SOURCES_AT_ONCE = 3
"""Lines of sources shown under an answer; the others fold away."""

_BADGES = {
    Outcome.PARTIAL: "partial",
    Outcome.CONFLICTING: "conflicting",
    Outcome.NOT_IN_SOURCES: "not_in_sources",
}


def question_html(question: str, language: str = DUTCH) -> str:
    """Return what the official asked, in the language that it was read in."""
    lines = [escape(line) for line in question.splitlines() if line.strip()]
    return f'<p class="vraagtekst"{lang(language)}>{"<br>".join(lines)}</p>'


def working_html() -> str:
    """Return the sign that an answer is being made."""
    dots = '<span class="punten"><span></span><span></span><span></span></span>'
    return f'<p class="bezig">{escape(text("state.working"))} {dots}</p>'


def failure_html() -> str:
    """Return the message for a question that could not be answered, with a button to try again."""
    retry = f'<button type="button" class="daad" value="opnieuw">{escape(text("page.retry"))}</button>'
    return f'<div class="mislukt"><p>{escape(text("state.failed"))}</p><p>{retry}</p></div>'


def answer_html(
    answer: Answer,
    conversation: str,
    number: int,
    *,
    useful: bool | None = None,
    plainer: bool = False,
    hard_words: Sequence[HardWord] = (),
) -> str:
    """Return the answer: first line, statements with their marks, sources, what is missing, and what one can do.

    `number` is the place of the answer in its conversation, from 1; `useful` the verdict already given. `plainer`
    offers the answer in plainer words; `hard_words` are those of its words that the documents explain.
    """
    by_number = {citation.number: citation for citation in answer.citations}
    parts = [
        _badge(answer.outcome),
        _masked(answer),
        _read_as(answer),
        asking_again.for_whom(answer),
        asking_again.searched_for(answer),
        _lead(answer),
        _written_by_model(answer),
        asking_again.choices(answer),
        *_statements(answer.statements, by_number, hard_words, lang(language_of_statements(answer))),
        _missing(answer),
        _remarks(answer.citations),
        _sources(answer.citations),
        _nearest(answer.nearest),
        asking_again.help_desk(answer.help_desk),
    ]
    body = "".join(parts)
    actions = _actions(conversation, number, useful, plainer=plainer)
    explained = asking_again.meanings(hard_words)
    return f'<div class="antwoord" id="antwoord-{number}">{body}</div>{explained}{actions}'


def _badge(outcome: Outcome) -> str:
    name = _BADGES.get(outcome)
    return f'<p class="soort {name}">{escape(text(f"answer_card.{name}"))}</p>' if name else ""


def _masked(answer: Answer) -> str:
    return f'<p class="gelezen">{escape(notice(answer.masked))}</p>' if answer.masked else ""


def _read_as(answer: Answer) -> str:
    lines = [text("answer_card.read_as", typed=typed, read=read) for typed, read in answer.read_as]
    return f'<p class="gelezen">{escape(" ".join(lines))}</p>' if lines else ""


def _written_by_model(answer: Answer) -> str:
    return f'<p class="gelezen ai">{escape(text("writing.mark"))}</p>' if answer.ai_written else ""


def _lead(answer: Answer) -> str:
    lines = [(line, language_of_line(line, answer.language)) for line in answer.lead.splitlines() if line.strip()]
    return "".join(
        f'<p class="{"aanloop" if line.endswith(":") else "kern"}"{lang(language)}>{escape(line)}</p>'
        for line, language in lines
    )


def _statements(
    statements: Sequence[Statement], citations: dict[int, Citation], hard_words: Sequence[HardWord], spoken: str
) -> Iterable[str]:
    """`spoken` is the attribute that tells in which language they are."""
    worded = [_words(statement, place, citations, hard_words) for place, statement in enumerate(statements)]
    if any(statement.item for statement in statements):
        yield from _list(statements, worded, spoken)
        return
    shown = _at_once(statements)
    yield from (f"<p{spoken}>{words}</p>" for words in worded[:shown])
    rest = worded[shown:]
    if rest:
        more = "".join(f"<p{spoken}>{words}</p>" for words in rest)
        yield _folded(text("answer_card.show_more", count=len(rest)), more)


def _list(statements: Sequence[Statement], worded: Sequence[str], spoken: str) -> Iterable[str]:
    """A list shows all its items, with what stands before and after them."""
    items: list[str] = []
    for statement, words in zip(statements, worded, strict=True):
        if statement.item:
            items.append(f"<li{spoken}>{words}</li>")
            continue
        if items:
            yield f'<ul class="lijst">{"".join(items)}</ul>'
            items = []
        yield f"<p{spoken}>{words}</p>"
    if items:
        yield f'<ul class="lijst">{"".join(items)}</ul>'


def _at_once(statements: Sequence[Statement]) -> int:
    words = 0
    for count, statement in enumerate(statements):
        words += len(statement.text.split())
        if count and (count == QUOTES_AT_ONCE or words > WORDS_AT_ONCE):
            return count
    return len(statements)


def _words(statement: Statement, place: int, citations: dict[int, Citation], hard_words: Sequence[HardWord]) -> str:
    marks = "".join(_mark(citations[mark]) for mark in statement.marks if mark in citations)
    words = asking_again.with_hard_words(" ".join(statement.text.split()), place, hard_words)
    return f"{f'“{words}”' if statement.quoted else words}{f' {marks}' if marks else ''}"


def _mark(citation: Citation, *, to: int | None = None) -> str:
    """`to` is the last number of a row of citations that share one mark."""
    number = str(citation.number) if to in (None, citation.number) else f"{citation.number}–{to}"
    title = text("answer_card.mark_title", number=number, title=citation.title, page=citation.page)
    name = f'<span class="verborgen">{escape(text("answer_card.mark_name"))} </span>'
    return f'<a class="merk" href="{mark_address(citation)}" title="{escape(title)}">{name}{number}</a>'


def _missing(answer: Answer) -> str:
    if answer.outcome is Outcome.NOT_IN_SOURCES or not answer.missing:
        return ""
    items = "".join(f"<li>{escape(item)}</li>" for item in answer.missing)
    return f'<div class="ontbreekt"><p>{escape(text("answer_card.missing"))}</p><ul>{items}</ul></div>'


def _sources(citations: Sequence[Citation]) -> str:
    groups: dict[tuple[str, int, tuple[str, ...]], list[Citation]] = {}
    for citation in citations:
        groups.setdefault((citation.document, citation.page, citation.section), []).append(citation)
    lines = [f"<li>{_source_line(group)}</li>" for group in groups.values()]
    if not lines:
        return ""
    listed = f'<ul class="bronnen">{"".join(lines)}</ul>'
    if len(lines) <= SOURCES_AT_ONCE:
        return listed
    return _folded(text("answer_card.all_sources", count=len(lines)), listed)


def _source_line(group: Sequence[Citation]) -> str:
    first = group[0]
    numbers = [citation.number for citation in group]
    in_a_row = numbers == list(range(numbers[0], numbers[-1] + 1))
    marks = _mark(first, to=numbers[-1]) if in_a_row else "".join(_mark(citation) for citation in group)
    place = " › ".join((first.title, *first.section[-1:]))
    tag = f" · {escape(text('answer_card.own_summary_tag'))}" if first.kind == "own_summary" else ""
    page = escape(text("answer_card.page", page=first.page))
    title = escape(text("answer_card.mark_title", number=first.number, title=first.title, page=first.page))
    return f'{marks} {escape(place)}{tag} · <a class="naar" href="{mark_address(first)}" title="{title}">{page}</a>'


def _remarks(citations: Sequence[Citation]) -> str:
    """Return what the owner remarks on these citations, never folded away: each remark once, with its marks."""
    remarked: dict[str, list[Citation]] = {}
    for citation in citations:
        for line in (citation.note or "").splitlines():
            remarked.setdefault(line, []).append(citation)
    return "".join(
        f'<p class="kanttekening">{escape(line)} {"".join(_mark(citation) for citation in on)}</p>'
        for line, on in remarked.items()
    )


def _nearest(nearest: Sequence[Citation]) -> str:
    if not nearest:
        return ""
    lines = "".join(f"<li>{_nearest_line(citation)}</li>" for citation in nearest[:QUOTES_AT_ONCE])
    return f'<div class="dichtbij"><p>{escape(text("answer_card.nearest"))}</p><ul>{lines}</ul></div>'


def _nearest_line(citation: Citation) -> str:
    page = escape(text("answer_card.page", page=citation.page))
    title = escape(text("answer_card.nearest_title", title=citation.title, page=citation.page))
    link = f'<a class="naar" href="{mark_address(citation)}" title="{title}">{page}</a>'
    notes = "".join(f'<p class="kanttekening">{escape(line)}</p>' for line in (citation.note or "").splitlines())
    return f'“{escape(citation.quote)}” <span class="plaats">{escape(citation.title)} · {link}</span>{notes}'


def _folded(summary: str, inside: str) -> str:
    return f'<details class="meer"><summary>{escape(summary)}</summary>{inside}</details>'


def _actions(conversation: str, number: int, useful: bool | None, *, plainer: bool) -> str:
    chosen = {True: "nuttig", False: "niet-nuttig", None: ""}[useful]
    buttons = "".join(
        f'<button type="button" class="daad{" gekozen" if value == chosen else ""}" value="{value}">'
        f"{escape(text(f'answer_card.{key}'))}</button>"
        for value, key in (("nuttig", "useful"), ("niet-nuttig", "not_useful"), ("kopieer", "copy"))
    )
    if plainer:
        buttons += f'<button type="button" class="daad" value="eenvoudiger">{escape(text("writing.simpler"))}</button>'
    word = (
        f'<a class="daad" href="{word_address(conversation, number)}" download="">'
        f"{escape(text('answer_card.download'))}</a>"
    )
    return (
        f'<div class="daden" id="daden-{number}">{buttons}{word}'
        f'<div class="redenen"><p>{escape(text("answer_card.why_not"))}</p>{_reasons()}</div></div>'
    )


def _reasons() -> str:
    return "".join(
        f'<button type="button" class="daad reden" value="{name}">{escape(text(f"verdicts.{name}"))}</button>'
        for name in REASONS
    )

"""Messages of the conversation as HTML, in the few tags and attributes that Gradio's sanitiser keeps.

No message holds an empty line: after one, Gradio would read what follows as Markdown.
"""

from collections.abc import Iterable, Sequence
from html import escape

from assistant.answer import Answer, Citation, Outcome, Statement
from assistant.glossary import HardWord
from assistant.masking import notice
from assistant.records.kept import REASONS
from assistant.texts import DUTCH, DUTCH_WORDS, Words
from assistant.web import asking_again
from assistant.web.addresses import mark_address, word_address
from assistant.web.spoken import dutch, lang, language_of_statements, told

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


def question_html(question: str, language: str = DUTCH, words: Words = DUTCH_WORDS) -> str:
    """Return what the official asked, in the language that it was read in; `words` are those of the page."""
    lines = [escape(line) for line in question.splitlines() if line.strip()]
    return f'<p class="vraagtekst"{lang(language, words.language)}>{"<br>".join(lines)}</p>'


def working_html(words: Words = DUTCH_WORDS) -> str:
    """Return the sign that an answer is being made."""
    dots = '<span class="punten"><span></span><span></span><span></span></span>'
    return f'<p class="bezig">{escape(words.text("state.working"))} {dots}</p>'


def failure_html(words: Words = DUTCH_WORDS) -> str:
    """Return the message for a question that could not be answered, with a button to try again."""
    retry = f'<button type="button" class="daad" value="opnieuw">{escape(words.text("page.retry"))}</button>'
    return f'<div class="mislukt"><p>{escape(words.text("state.failed"))}</p><p>{retry}</p></div>'


def answer_html(
    answer: Answer,
    conversation: str,
    number: int,
    *,
    useful: bool | None = None,
    plainer: bool = False,
    hard_words: Sequence[HardWord] = (),
    words: Words = DUTCH_WORDS,
) -> str:
    """Return the answer: first line, statements with their marks, sources, what is missing, and what one can do.

    `number` is the place of the answer in its conversation, from 1; `useful` the verdict already given. `plainer`
    offers the answer in plainer words; `hard_words` are those of its words that the documents explain. `words` are the
    texts of the page, in its language.
    """
    by_number = {citation.number: citation for citation in answer.citations}
    parts = [
        _badge(answer.outcome, words),
        _masked(answer, words),
        _read_as(answer, words),
        asking_again.for_whom(answer, words),
        asking_again.searched_for(answer, words),
        _lead(answer, words),
        _written_by_model(answer, words),
        asking_again.choices(answer, words),
        *_statements(
            answer.statements, by_number, hard_words, lang(language_of_statements(answer), words.language), words
        ),
        _missing(answer, words),
        _remarks(answer.citations, words),
        _sources(answer.citations, words),
        _nearest(answer.nearest, words),
        asking_again.help_desk(answer.help_desk, words),
    ]
    body = "".join(parts)
    actions = _actions(conversation, number, useful, words, plainer=plainer)
    explained = asking_again.meanings(hard_words, words)
    return f'<div class="antwoord" id="antwoord-{number}">{body}</div>{explained}{actions}'


def _badge(outcome: Outcome, words: Words) -> str:
    name = _BADGES.get(outcome)
    return f'<p class="soort {name}">{escape(words.text(f"answer_card.{name}"))}</p>' if name else ""


def _masked(answer: Answer, words: Words) -> str:
    return f'<p class="gelezen">{escape(notice(answer.masked, words))}</p>' if answer.masked else ""


def _read_as(answer: Answer, words: Words) -> str:
    lines = [words.text("answer_card.read_as", typed=typed, read=read) for typed, read in answer.read_as]
    return f'<p class="gelezen">{escape(" ".join(lines))}</p>' if lines else ""


def _written_by_model(answer: Answer, words: Words) -> str:
    return f'<p class="gelezen ai">{escape(words.text("writing.mark"))}</p>' if answer.ai_written else ""


def _lead(answer: Answer, words: Words) -> str:
    lines = [told(line, answer.language, words) for line in answer.lead.splitlines() if line.strip()]
    return "".join(
        f'<p class="{"aanloop" if line.endswith(":") else "kern"}"{lang(language, words.language)}>{escape(line)}</p>'
        for line, language in lines
    )


def _statements(
    statements: Sequence[Statement],
    citations: dict[int, Citation],
    hard_words: Sequence[HardWord],
    spoken: str,
    words: Words,
) -> Iterable[str]:
    """`spoken` is the attribute that tells in which language they are."""
    worded = [_worded(statement, place, citations, hard_words, words) for place, statement in enumerate(statements)]
    if any(statement.item for statement in statements):
        yield from _list(statements, worded, spoken)
        return
    shown = _at_once(statements)
    yield from (f"<p{spoken}>{said}</p>" for said in worded[:shown])
    rest = worded[shown:]
    if rest:
        more = "".join(f"<p{spoken}>{said}</p>" for said in rest)
        yield _folded(words.text("answer_card.show_more", count=len(rest)), more)


def _list(statements: Sequence[Statement], worded: Sequence[str], spoken: str) -> Iterable[str]:
    """A list shows all its items, with what stands before and after them."""
    items: list[str] = []
    for statement, said in zip(statements, worded, strict=True):
        if statement.item:
            items.append(f"<li{spoken}>{said}</li>")
            continue
        if items:
            yield f'<ul class="lijst">{"".join(items)}</ul>'
            items = []
        yield f"<p{spoken}>{said}</p>"
    if items:
        yield f'<ul class="lijst">{"".join(items)}</ul>'


def _at_once(statements: Sequence[Statement]) -> int:
    length = 0
    for count, statement in enumerate(statements):
        length += len(statement.text.split())
        if count and (count == QUOTES_AT_ONCE or length > WORDS_AT_ONCE):
            return count
    return len(statements)


def _worded(
    statement: Statement, place: int, citations: dict[int, Citation], hard_words: Sequence[HardWord], words: Words
) -> str:
    marks = "".join(_mark(citations[mark], words) for mark in statement.marks if mark in citations)
    said = asking_again.with_hard_words(" ".join(statement.text.split()), place, hard_words, words)
    return f"{f'“{said}”' if statement.quoted else said}{f' {marks}' if marks else ''}"


def _mark(citation: Citation, words: Words, *, to: int | None = None) -> str:
    """`to` is the last number of a row of citations that share one mark."""
    number = str(citation.number) if to in (None, citation.number) else f"{citation.number}–{to}"
    title = words.text("answer_card.mark_title", number=number, title=citation.title, page=citation.page)
    name = f'<span class="verborgen">{escape(words.text("answer_card.mark_name"))} </span>'
    return f'<a class="merk" href="{mark_address(citation)}" title="{escape(title)}">{name}{number}</a>'


def _missing(answer: Answer, words: Words) -> str:
    if answer.outcome is Outcome.NOT_IN_SOURCES or not answer.missing:
        return ""
    missing = [told(item, DUTCH, words) for item in answer.missing]
    items = "".join(f"<li{lang(language, words.language)}>{escape(item)}</li>" for item, language in missing)
    return f'<div class="ontbreekt"><p>{escape(words.text("answer_card.missing"))}</p><ul>{items}</ul></div>'


def _sources(citations: Sequence[Citation], words: Words) -> str:
    groups: dict[tuple[str, int, tuple[str, ...]], list[Citation]] = {}
    for citation in citations:
        groups.setdefault((citation.document, citation.page, citation.section), []).append(citation)
    lines = [f"<li>{_source_line(group, words)}</li>" for group in groups.values()]
    if not lines:
        return ""
    listed = f'<ul class="bronnen">{"".join(lines)}</ul>'
    if len(lines) <= SOURCES_AT_ONCE:
        return listed
    return _folded(words.text("answer_card.all_sources", count=len(lines)), listed)


def _source_line(group: Sequence[Citation], words: Words) -> str:
    first = group[0]
    numbers = [citation.number for citation in group]
    in_a_row = numbers == list(range(numbers[0], numbers[-1] + 1))
    marks = _mark(first, words, to=numbers[-1]) if in_a_row else "".join(_mark(one, words) for one in group)
    place = dutch(escape(" › ".join((first.title, *first.section[-1:]))), words)
    tag = f" · {escape(words.text('answer_card.own_summary_tag'))}" if first.kind == "own_summary" else ""
    page = escape(words.text("answer_card.page", page=first.page))
    title = escape(words.text("answer_card.mark_title", number=first.number, title=first.title, page=first.page))
    return f'{marks} {place}{tag} · <a class="naar" href="{mark_address(first)}" title="{title}">{page}</a>'


def _remarks(citations: Sequence[Citation], words: Words) -> str:
    """Return what the owner remarks on these citations, never folded away: each remark once, with its marks."""
    remarked: dict[str, list[Citation]] = {}
    for citation in citations:
        for line in (citation.note or "").splitlines():
            remarked.setdefault(line, []).append(citation)
    return "".join(
        f'<p class="kanttekening">{dutch(escape(line), words)} {"".join(_mark(citation, words) for citation in on)}</p>'
        for line, on in remarked.items()
    )


def _nearest(nearest: Sequence[Citation], words: Words) -> str:
    if not nearest:
        return ""
    lines = "".join(f"<li>{_nearest_line(citation, words)}</li>" for citation in nearest[:QUOTES_AT_ONCE])
    return f'<div class="dichtbij"><p>{escape(words.text("answer_card.nearest"))}</p><ul>{lines}</ul></div>'


def _nearest_line(citation: Citation, words: Words) -> str:
    page = escape(words.text("answer_card.page", page=citation.page))
    title = escape(words.text("answer_card.nearest_title", title=citation.title, page=citation.page))
    link = f'<a class="naar" href="{mark_address(citation)}" title="{title}">{page}</a>'
    lines = (citation.note or "").splitlines()
    notes = "".join(f'<p class="kanttekening">{dutch(escape(line), words)}</p>' for line in lines)
    quoted, from_where = dutch(escape(citation.quote), words), dutch(escape(citation.title), words)
    return f'“{quoted}” <span class="plaats">{from_where} · {link}</span>{notes}'


def _folded(summary: str, inside: str) -> str:
    return f'<details class="meer"><summary>{escape(summary)}</summary>{inside}</details>'


def _actions(conversation: str, number: int, useful: bool | None, words: Words, *, plainer: bool) -> str:
    chosen = {True: "nuttig", False: "niet-nuttig", None: ""}[useful]
    buttons = "".join(
        f'<button type="button" class="daad{" gekozen" if value == chosen else ""}" value="{value}">'
        f"{escape(words.text(f'answer_card.{key}'))}</button>"
        for value, key in (("nuttig", "useful"), ("niet-nuttig", "not_useful"), ("kopieer", "copy"))
    )
    if plainer:
        buttons += (
            f'<button type="button" class="daad" value="eenvoudiger">{escape(words.text("writing.simpler"))}</button>'
        )
    word = (
        f'<a class="daad" href="{word_address(conversation, number, words.language)}" download="">'
        f"{escape(words.text('answer_card.download'))}</a>"
    )
    return (
        f'<div class="daden" id="daden-{number}">{buttons}{word}'
        f'<div class="redenen"><p>{escape(words.text("answer_card.why_not"))}</p>{_reasons(words)}</div></div>'
    )


def _reasons(words: Words) -> str:
    return "".join(
        f'<button type="button" class="daad reden" value="{name}">{escape(words.text(f"verdicts.{name}"))}</button>'
        for name in REASONS
    )

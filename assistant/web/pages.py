"""The pages beside the chat: a source, the documents, what happens with your data. Plain HTML without script.

The chat shows the `main` of these pages in its right pane; by themselves they are whole pages too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from assistant.texts import DUTCH, DUTCH_WORDS, Words
from assistant.web.addresses import highlighted_address, source_address
from assistant.web.conversations import HOURS
from assistant.web.own_data_box import box
from assistant.web.responsible import NOBODY_NAMED, Responsible, responsible_part
from assistant.web.sources import Source, basis_line, origin, whole_lines
from assistant.web.spoken import dutch, lang
from assistant.writing.settings import WritingSettings
from corpus.pdf.pictures import PageMeasures
from corpus.types import Basis, Document, Rectangle

LETTERS = 14.0
"""Height in CSS pixels that letters get at least in a cropped picture; smaller is not read on a phone."""

PAGE_WIDTH = 640
"""CSS pixels of the page picture at most: 10-point letters on an A4 page then measure 13 pixels."""

ORIGINALS_AT_ONCE = 2
"""Originals named under a quote before the others fold away: some rest on six, and the page must stay in view."""

WIDEST_CROP = 1400
"""CSS pixels of a cropped picture at most, so that tiny footnotes do not give huge pictures."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Address, size in CSS pixels, and where the first marked word stands in it, as parts of width and height."""

    address: str
    width: int
    height: int
    left: float
    top: float


def source_page(source: Source, measures: PageMeasures, words: Words = DUTCH_WORDS) -> str:
    """Return the page that shows one quote with its page picture. `measures` are those of the page it stands on.

    `words` are the texts of the page, here and in the other pages; what comes from the documents stays Dutch.
    """
    document, found = source.document, source.quote
    address = source_address(found.passage.id, found.start, found.end)
    page = found.page
    place = f"{origin(document, words)} · {words.text('source.page_of', page=page, pages=document.pages)}"
    button = escape(words.text("source.open_pdf", page=page)) + _new_tab(words)
    pdf = escape(highlighted_address(found.passage.id, found.start, found.end, page))
    spoken = lang(DUTCH, words.language)
    body = [
        f'<h1 tabindex="-1"{spoken}>{escape(document.title)}</h1>',
        f'<p class="herkomst">{escape(place)}</p>',
        _path(found.passage.section, spoken),
        f'<blockquote class="citaat" id="aangehaald"{spoken}>{escape(found.text)}</blockquote>',
        _remarks(source.note, spoken),
        own_summary_note(source, words),
        f'<p class="knoppen"><a class="knop" href="{pdf}" target="_blank" rel="noopener">{button}</a></p>',
        _whole(source, measures.printed, address, pdf, words),
        _crop(source, measures.letters, address, words),
    ]
    return whole_page(words.text("source.title", title=document.title), "".join(body), kind="bron", words=words)


def own_summary_note(source: Source, words: Words = DUTCH_WORDS) -> str:
    """Return what stands under each quote of our own summaries: whose words, and the originals. Else nothing."""
    if source.document.kind != "own_summary":
        return ""
    said = escape(words.text("source.own_summary"))
    if not source.based_on:
        return f'<p class="samenvatting">{said}</p>'
    links = [_basis_link(basis, words) for basis in source.based_on]
    first = f"<p>{said} {escape(words.text('source.based_on'))} {'; '.join(links[:ORIGINALS_AT_ONCE])}.</p>"
    rest = links[ORIGINALS_AT_ONCE:]
    if not rest:
        return f'<div class="samenvatting">{first}</div>'
    more = escape(words.text("source.more_originals", count=len(rest)))
    listed = "".join(f"<li>{link}</li>" for link in rest)
    return f'<div class="samenvatting">{first}<details><summary>{more}</summary><ul>{listed}</ul></details></div>'


def _remarks(note: str | None, spoken: str) -> str:
    return "".join(f'<p class="kanttekening"{spoken}>{escape(line)}</p>' for line in (note or "").splitlines())


def documents_page(documents: Sequence[Document], words: Words = DUTCH_WORDS) -> str:
    """Return the page with every document the assistant knows, with publisher, date and length."""
    items = "".join(_document(document, words) for document in sorted(documents, key=lambda known: known.title))
    own = any(document.kind == "own_summary" for document in documents)
    note = f" {words.text('documents.own_summaries')}" if own else ""
    body = (
        f'<h1 tabindex="-1">{escape(words.text("documents.title"))}</h1>'
        f'<p class="herkomst">{escape(words.text("documents.intro") + note)}</p><ul class="documenten">{items}</ul>'
    )
    return whole_page(words.text("documents.title"), body, kind="lijst", words=words)


def privacy_page(
    days: int | None, model: WritingSettings | None = None, responsible: Responsible = NOBODY_NAMED, *,
    keeps: bool = True, words: Words = DUTCH_WORDS,
) -> str:  # fmt: skip
    """Return the page on what is kept of a conversation, and for how many days; `model` is told what is asked.

    `days` is None where nothing is kept; without `keeps` it is for a widget that keeps nothing. `responsible` answers
    for it.
    """
    if days is None or not keeps:
        said = [line.format(hours=HOURS) for line in words.texts("own_data.paragraphs_nothing")]
    else:
        said = [line.format(days=days) for line in words.texts("privacy.paragraphs")]
    if model is not None:
        key = "privacy.model_here" if model.address else "privacy.model_elsewhere"
        said.insert(1, words.text(key, model=model.model, address=model.address))
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in said)
    heading = escape(words.text("privacy.title"))
    body = f'<h1 tabindex="-1">{heading}</h1>{paragraphs}{responsible_part(responsible, words)}{box(words)}'
    return whole_page(words.text("privacy.title"), body, kind="tekst", words=words)


def message_page(title: str, message: str, words: Words = DUTCH_WORDS) -> str:
    """Return a page that says one thing, such as that a source is gone."""
    body = f'<h1 tabindex="-1">{escape(title)}</h1><p>{escape(message)}</p>'
    return whole_page(title, body, kind="tekst", words=words)


def whole_page(title: str, body: str, *, kind: str, words: Words = DUTCH_WORDS) -> str:
    """Return a complete HTML page in the style of the assistant. `body` is HTML, `title` is not."""
    name = escape(words.text("page.title"))
    return (
        f'<!doctype html><html lang="{words.tag}"><head><meta charset="utf-8"><title>{escape(title)} · {name}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><link rel="icon" href="/eigen/icon.svg" type="image/svg+xml">'
        '<link rel="stylesheet" href="/eigen/page.css"></head><body class="los">'
        f'<header class="los-kop"><a href="/">{name}</a><span>{escape(words.text("page.subtitle"))}</span></header>'
        f'<main class="blad {kind}">{body}</main></body></html>'
    )


def _path(section: Sequence[str], spoken: str) -> str:
    return f'<p class="pad"{spoken}>{escape(" › ".join(section))}</p>' if section else ""


def _basis_link(basis: Basis, words: Words) -> str:
    kind = escape(basis_line(basis, words))
    title = dutch(escape(basis.title), words)
    if not basis.url.startswith(("https://", "http://")):
        return f"{title} ({kind})"
    link = f'<a href="{escape(basis.url)}" target="_blank" rel="noopener noreferrer">{title}{_new_tab(words)}</a>'
    return f"{link} ({kind})"


def _whole(source: Source, printed: Rectangle, address: str, pdf: str, words: Words) -> str:
    tall = printed.top - printed.bottom
    height = round(PAGE_WIDTH * tall / (printed.right - printed.left))
    down = (printed.top - source.quote.rectangles[0].top) / tall
    picture = Picture(f"{address}/beeld.png?breedte=", PAGE_WIDTH, height, 0.0, down)
    name = words.text("source.picture", page=source.quote.page, title=source.document.title)
    opens = escape(words.text("source.open_pdf", page=source.quote.page))
    does = f'<span class="verborgen"> {opens}</span>{_new_tab(words)}'
    return f'<a class="volledig" href="{pdf}" target="_blank" rel="noopener">{_image(picture, name)}{does}</a>'


def _crop(source: Source, letters: float, address: str, words: Words) -> str:
    part, begin = whole_lines(source), min(box.left for box in source.quote.rectangles)
    width = min(WIDEST_CROP, round((part.right - part.left) * LETTERS / letters))
    height = round(width * (part.top - part.bottom) / (part.right - part.left))
    left = max(0.0, (begin - part.left) / (part.right - part.left))
    picture = Picture(f"{address}/beeld.png?uitsnede=1&breedte=", width, height, left, 0.0)
    name = words.text("source.picture_crop", page=source.quote.page, title=source.document.title)
    hint = escape(words.text("source.picture_hint"))
    return (
        f'<figure class="uitsnede"><div class="schuif" tabindex="0" role="group" aria-label="{escape(name)}">'
        f"{_image(picture, name)}</div><figcaption>{hint}</figcaption></figure>"
    )


def _new_tab(words: Words) -> str:
    return f'<span class="verborgen"> {escape(words.text("accessibility.new_tab"))}</span>'


def _image(picture: Picture, name: str) -> str:
    """The words on the picture stand as text in the quote, which describes it."""
    address = escape(picture.address)
    return (
        f'<img src="{address}{picture.width}" srcset="{address}{picture.width} 1x, {address}{2 * picture.width} 2x" '
        f'width="{picture.width}" height="{picture.height}" loading="lazy" '
        f'alt="{escape(name)}" aria-describedby="aangehaald" '
        f'data-left="{picture.left:.3f}" data-top="{picture.top:.3f}">'
    )


def _document(document: Document, words: Words) -> str:
    pages = (
        words.text("documents.pages_one")
        if document.pages == 1
        else words.text("documents.pages", count=document.pages)
    )
    details = [origin(document, words), pages]
    if document.kind == "own_summary":
        details.insert(0, words.text("answer_card.own_summary_tag"))
    if document.checked_on:
        details.append(words.text("documents.checked", date=words.long_date(document.checked_on)))
    address = f"/documents/{quote(document.name, safe='')}"
    title = dutch(escape(document.title), words)
    return (
        f'<li><a href="{address}" target="_blank" rel="noopener">{title}{_new_tab(words)}</a>'
        f'<p class="herkomst">{escape(" · ".join(details))}</p></li>'
    )

"""The shipped documents: the PDFs agree with their Markdown, and the Markdown is written to be quoted."""

import html
import re
from datetime import date
from functools import cache
from itertools import pairwise

import pypdf
import pytest

from corpus.pdf.pages import read_pages
from corpus.provenance.markdown import Block, blocks, letters
from corpus.provenance.sources import Described, read
from corpus.publishing import SHIPPED, page, sources_of
from corpus.reading.documents import read_document

PROVENANCE = read(SHIPPED)
DOCUMENTS = tuple(PROVENANCE.documents)
FIRST_SENTENCE_WORDS = 25
AFTER_AN_ABBREVIATION = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"0-9])")
LEANING = re.compile(
    r"^(?:(?:Ja|Nee), )?(?:dit|deze|die|dat|ze|zij|hij|daar|het (?:is|was|gaat|heeft|wordt|kan|moet|mag|blijft))\b",
    re.IGNORECASE,
)
DUTCH_OF_THE_NETHERLANDS = re.compile(
    r"\b(wethouders?|b en w|b&w|provinciale staten|jij|jullie|je|jouw)\b", re.IGNORECASE
)

pytestmark = pytest.mark.parametrize("name", DOCUMENTS)


def described(name: str) -> Described:
    return PROVENANCE.documents[name]


def markdown(name: str) -> str:
    source = described(name).markdown
    assert source is not None
    return source.read_text(encoding="utf-8")


@cache
def text_blocks(name: str) -> tuple[Block, ...]:
    return blocks(markdown(name))


@cache
def pages_letters(name: str) -> tuple[str, ...]:
    """The letters of each page of the PDF, without the list numbers, running title and page number that end it."""
    title, last = described(name).fields["title"], len(pypdf.PdfReader(SHIPPED / name).pages)
    texts = (read_page.text.rpartition(title)[0] for read_page in read_pages(SHIPPED / name, 1, last))
    return tuple(letters(re.sub(r"(?:^(?:\d{1,2}\.|•)\s*)+\Z", "", text, flags=re.MULTILINE)) for text in texts)


def published_letters(name: str) -> str:
    """The letters of the page as it is handed to the typesetter."""
    body = page(described(name), PROVENANCE).partition("<body")[2].partition(">")[2]
    return letters(html.unescape(re.sub(r"<[^>]*>", " ", body)))


def first_sentences(name: str) -> list[tuple[str, str]]:
    """Each heading that has text of its own, with the first sentence under it."""
    found = text_blocks(name)
    return [
        (heading.parts[0], AFTER_AN_ABBREVIATION.split(block.parts[0])[0])
        for heading, block in pairwise(found)
        if heading.kind == "heading" and block.kind == "paragraph"
    ]


def test_pdf_and_markdown_are_there(name: str) -> None:
    assert (SHIPPED / name).is_file()
    assert described(name).file == name
    assert markdown(name).startswith(f"# {described(name).fields['title']}\n")


def test_the_pdf_says_what_the_markdown_says(name: str) -> None:
    """Page by page and letter by letter: title, remark, text and sources, and the heads of tables that go on."""
    wanted = published_letters(name)
    heads = [letters(block.parts[0]) for block in text_blocks(name) if block.kind == "table"]
    for number, found in enumerate(pages_letters(name), start=1):
        rest = next(
            (found.removeprefix(head) for head in ["", *heads] if wanted.startswith(found.removeprefix(head))), ""
        )
        same = next((at for at, pair in enumerate(zip(found, wanted, strict=False)) if pair[0] != pair[1]), 0)
        assert rest, f"page {number} says {found[same:][:60]}, not {wanted[same:][:60]}: publish again"
        wanted = wanted.removeprefix(rest)
    assert wanted == ""


def test_every_block_of_the_markdown_is_published(name: str) -> None:
    published = published_letters(name)
    parts = [part for block in text_blocks(name) for part in block.parts]
    assert [part for part in parts if letters(part) not in published] == []


def test_our_own_reader_finds_the_headings_of_the_markdown(name: str) -> None:
    written = {letters(block.parts[0]) for block in text_blocks(name) if block.kind == "heading" and block.level > 1}
    found = {letters(title) for passage in read_document(SHIPPED / name).passages for title in passage.section}
    assert found - {"bronnen"} == written


def test_our_own_reader_finds_a_basis_for_all_that_can_be_quoted(name: str) -> None:
    without = [
        passage.text[unit.start : unit.end]
        for passage in read_document(SHIPPED / name).passages
        if passage.section and passage.section[-1] != "Bronnen"
        for unit in passage.units
        if not PROVENANCE.basis_of(name, passage.text[unit.start : unit.end], section=passage.section[-1])
    ]
    assert without == []


def test_the_pdf_is_tagged_and_says_what_it_is(name: str) -> None:
    pdf = pypdf.PdfReader(SHIPPED / name)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/Lang"] == described(name).language == "nl-BE"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert pdf.metadata.title == described(name).fields["title"]
    assert pdf.metadata.author == "Project Assistent regiovorming"
    assert pdf.outline


def test_publisher_and_dates(name: str) -> None:
    fields = described(name).fields
    assert fields["publisher"] == "Project Assistent regiovorming"
    assert fields["kind"] == "own_summary"
    for key in ("as_of", "valid_from", "checked_on", "check_by"):
        date.fromisoformat(fields[key])
    assert fields["as_of"] <= fields["checked_on"] < fields["check_by"]


def test_addresses_are_those_behind_the_text(name: str) -> None:
    behind = {source.url for source in sources_of(markdown(name), PROVENANCE) if source.url}
    assert set(described(name).addresses) == behind
    assert all(address.startswith("https://") for address in behind)


def test_every_block_has_a_basis(name: str) -> None:
    assert [block.parts[0] for block in text_blocks(name) if not block.facts] == []


def test_first_sentences_are_short_and_stand_alone(name: str) -> None:
    long = [sentence for _, sentence in first_sentences(name) if len(sentence.split()) > FIRST_SENTENCE_WORDS]
    leaning = [sentence for _, sentence in first_sentences(name) if LEANING.match(sentence)]
    assert (long, leaning) == ([], [])


def test_the_words_are_those_of_flemish_administration(name: str) -> None:
    assert DUTCH_OF_THE_NETHERLANDS.findall(markdown(name)) == []


def test_only_the_markdown_that_we_know_is_used(name: str) -> None:
    text = re.sub(r"<!--.*?-->", "", markdown(name))
    assert re.findall(r"\*\*|__|\]\(|```|<[a-z]|^>|!\[", text, re.MULTILINE) == []

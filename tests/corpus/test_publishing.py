"""Markdown becomes a tagged PDF that says on what it rests."""

from pathlib import Path

import pypdf
import pytest

from corpus.errors import SettingError
from corpus.provenance.sources import read
from corpus.publishing import Source, page, publish, sources_of
from tests.needs import weasyprint_html

SOURCES = """
[documents."regio.pdf"]
title = "Regio's & meer"
file = "regio.pdf"
markdown = "regio.md"
publisher = "Een project"
kind = "own_summary"
version = "2.1"
as_of = "2026-03-09"
checked_on = "2026-11-23"
language = "nl-BE"

[basis]
F1 = [
    { title = "Codex, art. 3", url = "https://codex.example/", date = "2023-02-03", kind = "official" },
    { title = "Krant <extra>", url = "https://krant.example/", date = "februari 2022", kind = "other" },
]
F2 = [{ title = "Codex", url = "https://codex.example/", date = "2023-02-03", kind = "own_inference" }]
F3 = [{ title = "Eigen opzoeking", url = "", kind = "own_inference" }]
F4 = [{ title = "Niet gebruikt", url = "https://ongebruikt.example/", kind = "other" }]
"""

MARKDOWN = """# Regio's & meer

## Wat is West-Vlaanderen?

West-Vlaanderen telt 5 regio's.

<!-- basis: F1 -->

| Regio | Aantal |
|---|---|
| Westhoek | 17 |

<!-- basis: F2, F3 -->
"""


@pytest.fixture(scope="module", autouse=True)
def pango() -> None:
    weasyprint_html()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "regio.md").write_text(MARKDOWN, encoding="utf-8")
    return tmp_path


def test_each_source_is_listed_once_the_official_ones_first(folder: Path) -> None:
    assert sources_of(MARKDOWN, read(folder)) == (
        Source("Codex", "https://codex.example/", "2023-02-03", ("official", "own_inference")),
        Source("Krant <extra>", "https://krant.example/", "februari 2022", ("other",)),
        Source("Eigen opzoeking", "", None, ("own_inference",)),
    )


def test_the_page_says_that_it_is_a_summary_and_on_what_it_rests(folder: Path) -> None:
    provenance = read(folder)
    html = page(provenance.documents["regio.pdf"], provenance)
    assert "<title>Regio&#x27;s &amp; meer</title>" in html
    assert "Samenvatting door dit project, geen uitgave van de VVSG of ABB. Stand: 9 maart 2026." in html
    assert "<p>Codex (3 februari 2023). Officiële bron, ook basis voor een eigen afleiding." in html
    assert "<p>Krant &lt;extra&gt; (februari 2022). Andere bron." in html
    assert "<p>Eigen opzoeking. Basis voor een eigen afleiding.</p>" in html
    assert "Niet gebruikt" not in html
    assert "basis:" not in html
    assert '<span class="whole">West-Vlaanderen</span>' in html


def test_the_pdf_is_tagged_dated_and_always_the_same(folder: Path) -> None:
    assert publish(folder) == (folder / "regio.pdf",)
    first = (folder / "regio.pdf").read_bytes()
    assert publish(folder) == ()
    (folder / "regio.pdf").unlink()
    publish(folder)
    assert (folder / "regio.pdf").read_bytes() == first
    pdf = pypdf.PdfReader(folder / "regio.pdf")
    root = pdf.trailer["/Root"]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("nl-BE", True)
    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == ("Regio's & meer", "Een project")
    assert pdf.metadata["/CreationDate"] == "D:20261123"
    text = pdf.pages[0].extract_text()
    assert "bladzijde 1 van 1" in text
    assert "Bronnen" in text


def test_changed_words_give_another_pdf(folder: Path) -> None:
    publish(folder)
    (folder / "regio.md").write_text(MARKDOWN.replace("telt 5", "telt vijf"), encoding="utf-8")
    assert publish(folder) == (folder / "regio.pdf",)


def test_a_document_without_markdown_is_left_alone(folder: Path) -> None:
    without = SOURCES.replace('markdown = "regio.md"\n', "")
    (folder / "sources.toml").write_text(without, encoding="utf-8")
    assert publish(folder) == ()
    provenance = read(folder)
    with pytest.raises(SettingError, match=r"regio\.pdf: has no Markdown"):
        page(provenance.documents["regio.pdf"], provenance)

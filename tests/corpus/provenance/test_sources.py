"""Every paragraph of a shipped document can say whose publication it rests on."""

from pathlib import Path

import pytest

from corpus.errors import SettingError
from corpus.provenance.sources import Provenance, read
from corpus.types import Basis, Document

CODEX = Basis("Codex", "https://codex.example/decreet", "2023-02-03", "official")
PRESS = Basis("Krant", "https://krant.example/afval", None, "other")
OURS = Basis("Eigen afleiding", "", None, "own_inference")

SOURCES = """
[documents."termijnen.pdf"]
title = "Termijnen"
markdown = "termijnen.md"
publisher = "Een project"
kind = "own_summary"
as_of = "2026-09-30"
language = "nl-BE"
addresses = ["https://codex.example/decreet"]

[basis]
F1 = [{ title = "Codex", url = "https://codex.example/decreet", date = "2023-02-03", kind = "official" }]
F2 = [{ title = "Krant", url = "https://krant.example/afval", kind = "other" }]
F3 = [{ title = "Eigen afleiding", url = "", kind = "own_inference" }]
"""

MARKDOWN = """# Termijnen

## Tegen wanneer?

Een verband past in de regio
tegen 1 januari 2031.

<!-- basis: F1, F2 -->

Afval krijgt zes jaar extra.

<!-- basis: F2 -->

## Wie helpt er?

- Het agentschap helpt u.
- Een vereniging helpt u.

<!-- basis: F1 -->

| Wie | Wat |
|---|---|
| Raad | beslist |

<!-- basis: F3 -->

## Wie nog?

Een vereniging helpt u.

<!-- basis: F3 -->
"""


def folder_with(folder: Path, *, sources: str = SOURCES, markdown: str = MARKDOWN) -> Path:
    (folder / "sources.toml").write_text(sources, encoding="utf-8")
    (folder / "termijnen.md").write_text(markdown, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        pytest.param("Afval krijgt zes jaar extra.", (PRESS,), id="a sentence"),
        pytest.param("past in de regio tegen 1 ja\u00adnuari 2031", (CODEX, PRESS), id="over a line end, hyphenated"),
        pytest.param("Tegen wanneer?", (CODEX, PRESS), id="a heading takes the block that follows"),
        pytest.param("• Het agentschap helpt u.", (CODEX,), id="a bullet"),
        pytest.param("1. Het agentschap helpt u.", (CODEX,), id="a numbered item"),
        pytest.param("Raad  beslist", (OURS,), id="a table row"),
        pytest.param("zes jaar extra. Wie helpt er? Het agentschap", (PRESS, CODEX), id="two blocks"),
        pytest.param("Dat staat nergens.", (), id="words of somebody else"),
        pytest.param("…", (), id="no words at all"),
    ],
)
def test_words_rest_on_what_their_block_rests_on(tmp_path: Path, text: str, basis: tuple[Basis, ...]) -> None:
    assert read(folder_with(tmp_path)).basis_of("termijnen.pdf", text) == basis


def test_a_section_tells_equal_words_apart(tmp_path: Path) -> None:
    provenance = read(folder_with(tmp_path))
    assert provenance.basis_of("termijnen.pdf", "Een vereniging helpt u.") == (CODEX,)
    assert provenance.basis_of("termijnen.pdf", "Een vereniging helpt u.", section="Wie nog?") == (OURS,)
    assert provenance.basis_of("termijnen.pdf", "Afval krijgt zes jaar extra.", section="Wie nog?") == (PRESS,)


def test_a_document_is_described_by_its_sources(tmp_path: Path) -> None:
    bare = Document(name="termijnen.pdf", sha256="0", title="termijnen", pages=2)
    described = read(folder_with(tmp_path)).describe(bare)
    assert described == Document(
        name="termijnen.pdf", sha256="0", title="Termijnen", pages=2, publisher="Een project", kind="own_summary",
        as_of="2026-09-30",
    )  # fmt: skip


def test_a_document_that_is_not_named_stays_as_it_is(tmp_path: Path) -> None:
    other = Document(name="ander.pdf", sha256="0", title="Ander", pages=1)
    provenance = read(folder_with(tmp_path))
    assert provenance.describe(other) == other
    assert provenance.basis_of("ander.pdf", "Afval krijgt zes jaar extra.") == ()


def test_a_folder_without_sources_has_no_provenance(tmp_path: Path) -> None:
    assert read(tmp_path) == Provenance()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        pytest.param('title = "Termijnen"', 'titel = "Termijnen"', "titel", id="unknown key"),
        pytest.param('title = "Termijnen"', "", "title is missing", id="no title"),
        pytest.param('as_of = "2026-09-30"', "as_of = 2026", "as_of", id="not a text"),
        pytest.param('kind = "own_summary"', 'kind = "gids"', "kind", id="unknown kind of document"),
        pytest.param('kind = "other"', 'kind = "krant"', 'basis."F2".kind', id="unknown kind of source"),
        pytest.param('url = "", ', "", 'basis."F3".url', id="no address"),
        pytest.param('["https://codex.example/decreet"]', '"https://codex.example"', "addresses", id="not a list"),
        pytest.param("termijnen.md", "weg.md", "weg.md", id="no Markdown"),
        pytest.param("F3 = ", "F4 = ", "basis F3", id="unknown fact"),
        pytest.param("[basis]", "[basis", "not valid TOML", id="not TOML"),
    ],
)
def test_a_mistake_names_the_file_and_the_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    folder = folder_with(tmp_path, sources=SOURCES.replace(old, new))
    with pytest.raises(SettingError) as failure:
        read(folder)
    assert named in str(failure.value)
    assert str(tmp_path) in str(failure.value)
    assert "\n" not in str(failure.value)


def test_sections_that_only_list_sources_are_not_searched(tmp_path: Path) -> None:
    known = read(folder_with(tmp_path, sources='unsearched = ["Bronnen"]\n' + SOURCES))
    assert not known.is_searched("termijnen.pdf", ("Termijnen", "Bronnen"))
    assert known.is_searched("termijnen.pdf", ("Tegen wanneer?",))
    assert known.is_searched("van-iemand-anders.pdf", ("Bronnen",))


def test_unsearched_must_be_a_list(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="unsearched is not a list"):
        read(folder_with(tmp_path, sources='unsearched = "Bronnen"\n' + SOURCES))

"""What a document is called when its folder says nothing of it."""

from pathlib import Path

import pytest

from corpus.provenance.origins import Origins
from corpus.storing.manifest import IndexedFile
from corpus.types import Document


@pytest.mark.parametrize(
    ("pdf_title", "shown"),
    [
        ("Regiovorming in vraag en antwoord", "Regiovorming in vraag en antwoord"),
        ("CL2013L0034NL0060010.0001_cp 1..1", "verslag"),
        ("Justel: 2019-04-29/01", "verslag"),
        ("Microsoft Word - verslag raad.docx", "verslag"),
        (None, "verslag"),
    ],
)
def test_a_title_is_shown_when_it_is_words_and_else_the_file_name(
    tmp_path: Path, pdf_title: str | None, shown: str
) -> None:
    file = IndexedFile(Document("verslag.pdf", "0" * 64, "", 1), path="", pdf_title=pdf_title)
    assert Origins().describe(tmp_path / "verslag.pdf", file).document.title == shown

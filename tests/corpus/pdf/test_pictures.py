import io
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from PIL import Image

from assistant.settings import SHIPPED_DOCUMENTS
from corpus.errors import DocumentDamaged
from corpus.pdf.pictures import highlighted_pdf, measure_page, page_picture, places_on_picture
from corpus.types import Rectangle
from tests.needs import weasyprint_html

HTML = """<style>@page { size: 400pt 600pt; margin: 50pt } p { font: 12pt/24pt sans-serif; margin: 0 }</style>
<p>Eerste regel van het blad</p><p>Tweede regel van het blad</p><p>Derde regel van het blad</p>"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "blad.pdf"
    weasyprint_html()(string=HTML).write_pdf(path)
    return path


def line(file: Path, words: str) -> Rectangle:
    page = pypdfium2.PdfDocument(file)[0].get_textpage()
    start = page.get_text_range().index(words)
    boxes = [page.get_charbox(index, loose=True) for index in range(start, start + len(words))]
    return Rectangle(
        1, min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
    )


def yellow(picture: Image.Image) -> tuple[int, int, int, int] | None:
    return picture.convert("HSV").getchannel("S").point(lambda s: 255 * (s > 90)).getbbox()


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_exactly_the_given_words_are_yellow(file):
    words = line(file, "Tweede regel")
    picture = opened(page_picture(file, 1, [words], scale=2))
    assert picture.size == (800, 1200)
    left, upper, right, lower = yellow(picture)
    assert left / 2 == pytest.approx(words.left, abs=2) and right / 2 == pytest.approx(words.right, abs=2)
    assert 600 - upper / 2 == pytest.approx(words.top, abs=2) and 600 - lower / 2 == pytest.approx(words.bottom, abs=2)


def test_letters_stay_dark_under_the_highlight(file):
    words = line(file, "Tweede regel")
    picture = opened(page_picture(file, 1, [words], scale=2))
    darkest, _ = picture.crop(yellow(picture)).convert("L").getextrema()
    assert darkest < 40


def test_a_crop_cuts_no_letter(file):
    words = line(file, "Tweede regel")
    through_letters = Rectangle(1, 50, line(file, "Derde").bottom + 6, 350, line(file, "Eerste").top - 6)
    picture = opened(page_picture(file, 1, [words], scale=2, crop=through_letters)).convert("L")
    assert picture.height > 2 * (through_letters.top - through_letters.bottom)
    for row in (0, picture.height - 1):
        assert picture.crop((0, row, picture.width, row + 1)).getextrema() == (255, 255)


def test_the_size_of_letters_and_what_is_printed_are_measured_in_points(file):
    measures = measure_page(file, 1, line(file, "Tweede regel"))
    assert measures.letters == pytest.approx(12, abs=0.1)
    assert measures.printed.left == pytest.approx(50 - 22, abs=5)
    assert measures.printed.top == pytest.approx(line(file, "Eerste").top + 22, abs=8)


def test_the_pdf_carries_a_real_highlight_that_viewers_draw(file):
    words = line(file, "Derde regel")
    content = highlighted_pdf(file, [(1, [words])])
    (annotation,) = pypdf.PdfReader(io.BytesIO(content)).pages[0]["/Annots"]
    found = annotation.get_object()
    assert found["/Subtype"] == "/Highlight"
    assert content.startswith(b"%PDF-1.7")
    assert [float(value) for value in found["/QuadPoints"]][:2] == pytest.approx([words.left, words.top])
    shown = pypdfium2.PdfDocument(content)[0].render(scale=2, may_draw_forms=True).to_pil().convert("RGB")
    assert yellow(shown) is not None


def test_places_are_shares_of_the_picture_on_a_turned_page_too(file, tmp_path):
    turned = tmp_path / "gedraaid.pdf"
    writer = pypdf.PdfWriter(clone_from=str(file))
    writer.pages[0].rotate(90)
    writer.write(turned)
    words = line(file, "Tweede regel")
    for each in (file, turned):
        picture = opened(page_picture(each, 1, [words], scale=2))
        ((left, top, width, height),) = places_on_picture(each, 1, [words])
        found = yellow(picture)
        across, down = picture.size
        assert (left * across, top * down) == pytest.approx(found[:2], abs=3)
        assert ((left + width) * across, (top + height) * down) == pytest.approx(found[2:], abs=3)


def test_a_picture_can_be_webp(file):
    content = page_picture(file, 1, [], scale=1, form="WEBP")
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.size) == ("WEBP", (400, 600))


def test_a_page_that_is_not_there_is_an_error_of_ours(file):
    with pytest.raises(DocumentDamaged, match=r"blad\.pdf"):
        page_picture(file, 9, [], scale=1)


def test_a_file_that_is_no_pdf_is_an_error_of_ours(tmp_path):
    broken = tmp_path / "kapot.pdf"
    broken.write_text("geen pdf")
    with pytest.raises(DocumentDamaged, match=r"kapot\.pdf"):
        page_picture(broken, 1, [], scale=1)
    with pytest.raises(DocumentDamaged, match=r"kapot\.pdf"):
        highlighted_pdf(broken, [])


SHIPPED = SHIPPED_DOCUMENTS / "gids-in-het-kort.pdf"


def structure(element, into: list) -> list:
    """List the kinds of all structure elements below one, in reading order."""
    element = element.get_object()
    if not isinstance(element, pypdf.generic.DictionaryObject):
        return into
    if "/S" in element:
        into.append(element["/S"])
    kids = element.get("/K")
    kids = kids.get_object() if kids is not None else []
    for kid in kids if isinstance(kids, list) else [kids]:
        structure(kid, into)
    return into


def test_the_highlighted_copy_keeps_its_tags_and_language_and_its_highlight_is_tagged_and_told():
    box = Rectangle(2, 100, 600, 300, 615)
    copied = pypdf.PdfReader(io.BytesIO(highlighted_pdf(SHIPPED, [(2, [box])], said="Aangehaald: de woorden")))
    before, after = pypdf.PdfReader(SHIPPED).trailer["/Root"], copied.trailer["/Root"]
    assert after["/Lang"] == before["/Lang"] == "nl-BE"
    assert after["/MarkInfo"]["/Marked"] and after["/ViewerPreferences"]["/DisplayDocTitle"]
    assert copied.metadata.title == pypdf.PdfReader(SHIPPED).metadata.title
    tags = structure(before["/StructTreeRoot"], [])
    assert len(tags) > 100 and structure(after["/StructTreeRoot"], []) == [*tags, "/Annot"]

    annotation = copied.pages[1]["/Annots"][-1].get_object()
    assert annotation["/Contents"] == "Aangehaald: de woorden"
    numbers = after["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    parent = dict(zip(numbers[::2], numbers[1::2], strict=True))[annotation["/StructParent"]].get_object()
    assert parent["/Alt"] == "Aangehaald: de woorden"
    assert parent["/K"]["/Obj"].get_object() == annotation
    pages = {page["/StructParents"] for page in copied.pages}
    assert annotation["/StructParent"] not in pages and pages <= set(numbers[::2])


def test_a_file_without_tags_gets_a_highlight_that_is_told_all_the_same(file):
    copied = pypdf.PdfReader(io.BytesIO(highlighted_pdf(file, [(1, [line(file, "Derde")])], said="Aangehaald: Derde")))
    assert copied.pages[0]["/Annots"][0].get_object()["/Contents"] == "Aangehaald: Derde"
    assert "/StructTreeRoot" not in copied.trailer["/Root"]

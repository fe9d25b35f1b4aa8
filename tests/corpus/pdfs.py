"""PDF files made for a test: pages set by WeasyPrint from a few lines of HTML, and files that are broken on purpose."""

from pathlib import Path

import pypdf

from tests.needs import weasyprint_html

_STYLE = """
@page { size: A4; margin: 2.5cm }
html { font: 11pt/1.4 "DejaVu Sans"; hyphens: manual }
h1 { font-size: 22pt } h2 { font-size: 15pt } h3 { font-size: 12.5pt }
h1, h2, h3, p, ul, ol, table { margin: 0 0 9pt } li { margin: 0 0 4pt }
td, th { vertical-align: top; text-align: left; padding: 3pt 12pt 3pt 0; font-weight: normal }
tr { break-inside: avoid }
.absolute { position: absolute; white-space: nowrap; margin: 0 }
"""

_SENTENCE = (
    "de gemeenteraad besliste over het plan en vroeg aan elke buurgemeente om mee te werken aan een "
    "gezamenlijke dienst voor het groen in de dorpen langs het water"
)
WORDS = _SENTENCE.split()


def set_pdf(folder: Path, body: str, *, style: str = "", name: str = "proef.pdf") -> Path:
    """Set HTML as a PDF file in `folder`."""
    file = folder / name
    html = f'<html lang="nl"><head><style>{_STYLE}{style}</style></head><body>{body}</body></html>'
    weasyprint_html()(string=html).write_pdf(file)
    return file


def set_lines(folder: Path, lines: list[tuple[float, float, str]], *, name: str = "regels.pdf", size: int = 10) -> Path:
    """Set each (left, top, text), in points, as a line of its own, in the order given."""
    body = "".join(f'<p class="absolute" style="left:{left}pt;top:{top}pt">{text}</p>' for left, top, text in lines)
    return set_pdf(folder, body, style=f"@page {{ margin: 0 }} html {{ font-size: {size}pt }}", name=name)


def prose(number: int, *, sentences: int = 4) -> str:
    """Return a paragraph of plain Dutch sentences that no other number gives."""
    said = []
    for at in range(sentences):
        turn = (number * 7 + at * 3) % len(WORDS)
        said.append(f"In jaar {2000 + number} punt {at} " + " ".join(WORDS[turn:] + WORDS[:turn]) + ".")
    return " ".join(said)


def changed(file: Path, change: str, *, name: str) -> Path:
    """Write a copy beside `file` that is `locked`, `rotated` by 90 degrees, or `empty` of pages."""
    writer = pypdf.PdfWriter()
    if change != "empty":
        writer.append(file)
    if change == "locked":
        writer.encrypt("geheim", algorithm="AES-256")
    if change == "rotated":
        for page in writer.pages:
            page.rotate(90)
    target = file.with_name(name)
    with target.open("wb") as stream:
        writer.write(stream)
    return target

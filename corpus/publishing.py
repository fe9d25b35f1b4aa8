"""Turns the Markdown of the shipped documents into tagged PDFs: `python -m corpus.publishing`.

The only module that knows markdown-it-py and WeasyPrint. The pages are set in Liberation Sans (Debian's
fonts-liberation); the same sources always give the same bytes.
"""

import html
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template
from typing import Any

from corpus.errors import ProductError, SettingError
from corpus.provenance.markdown import BASIS, blocks
from corpus.provenance.sources import Described, Provenance, read
from corpus.types import Basis, BasisKind

SHIPPED = Path(__file__).parent / "documents"
LAYOUT = SHIPPED / "layout"

# A line end after a hyphen leaves a reader of the PDF guessing whether it belongs to the word: such words stay whole.
# The word before gets a box of its own, because WeasyPrint 70 else breaks the line before it in a wrong place.
_UNBROKEN = re.compile(r"([^\s<>]+\s)?\b(\w+(?:[-/]\w+)+)")
_KINDS: tuple[BasisKind, ...] = ("official", "official_before_decree", "other", "own_inference")


@dataclass(frozen=True, slots=True)
class Source:
    """One publication that a document rests on, however many of its paragraphs do, with all its kinds."""

    title: str
    url: str
    date: str | None
    kinds: tuple[BasisKind, ...]


def publish(folder: Path = SHIPPED) -> tuple[Path, ...]:
    """Write the PDF of each document of `folder/sources.toml` beside it; return those whose bytes changed.

    Raises SettingError when a source cannot be used or WeasyPrint is not there.
    """
    provenance = read(folder)
    changed = []
    for described in provenance.documents.values():
        if described.markdown is None:
            continue
        path, content = folder / described.file, _pdf(page(described, provenance))
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)
            changed.append(path)
    return tuple(changed)


def page(described: Described, provenance: Provenance) -> str:
    """Return a document as one HTML page: its text, the remark whose summary it is, and its sources."""
    if described.markdown is None:
        raise SettingError(f"{described.file}: has no Markdown; name it in sources.toml")
    texts = tomllib.loads((LAYOUT / "texts.toml").read_text(encoding="utf-8"))
    markdown = described.markdown.read_text(encoding="utf-8")
    fields = described.fields
    dates = {key: _in_words(fields.get(key), texts) for key in ("as_of", "checked_on")}
    return Template((LAYOUT / "page.html").read_text(encoding="utf-8")).substitute(
        title=html.escape(fields["title"]),
        publisher=html.escape(fields.get("publisher", "")),
        language=html.escape(described.language or ""),
        created=fields.get("checked_on", ""),
        remark=html.escape(texts["remark"].format(version=fields.get("version", ""), **dates)),
        body=_body(markdown),
        sources_heading=texts["sources"],
        sources="\n".join(_source(source, texts) for source in sources_of(markdown, provenance)),
    )


def sources_of(markdown: str, provenance: Provenance) -> tuple[Source, ...]:
    """Return what a document rests on, each publication once: official sources first, then by title."""
    used = [basis for block in blocks(markdown) for key in block.facts for basis in provenance.facts[key]]
    merged = [_merged(same) for same in _by_address(used).values()]
    return tuple(sorted(merged, key=lambda source: (_KINDS.index(source.kinds[0]), source.title.casefold())))


def _by_address(used: Iterable[Basis]) -> Mapping[str, list[Basis]]:
    found: dict[str, list[Basis]] = {}
    for basis in used:
        found.setdefault(basis.url or basis.title, []).append(basis)
    return found


def _merged(same: list[Basis]) -> Source:
    """Join what is said of one address; articles of one decree differ in title only, the shortest names it all."""
    kinds = tuple(kind for kind in _KINDS if any(basis.kind == kind for basis in same))
    dates = {basis.date for basis in same}
    shortest = min(same, key=lambda basis: (len(basis.title), basis.title))
    return Source(shortest.title, shortest.url, dates.pop() if len(dates) == 1 else None, kinds)


def _body(markdown: str) -> str:
    """Return the text below the title as HTML; the title stands in the page itself."""
    from markdown_it import MarkdownIt

    text = BASIS.sub("", markdown).strip()
    below = text.split("\n", 1)[1] if text.startswith("# ") else text
    rendered = str(MarkdownIt("commonmark", {"html": False}).enable("table").render(below))
    return _UNBROKEN.sub(r'<span>\1</span><span class="whole">\2</span>', rendered.replace("<th>", '<th scope="col">'))


def _source(source: Source, texts: Mapping[str, Any]) -> str:
    kinds = texts["kinds"][source.kinds[0]]
    if source.kinds[1:] and source.kinds[-1] == "own_inference":
        kinds = f"{kinds}, {texts['also_inference']}"
    dated = f" ({_in_words(source.date, texts)})" if source.date else ""
    address = html.escape(source.url)
    link = f' <a href="{address}">{address}</a>' if address else ""
    return f"<p>{html.escape(source.title)}{dated}. {kinds[0].upper()}{kinds[1:]}.{link}</p>"


def _in_words(when: str | None, texts: Mapping[str, Any]) -> str:
    """Return an ISO date as 9 maart 2026, and any other text as it is."""
    try:
        day = date.fromisoformat(when or "")
    except ValueError:
        return when or ""
    return f"{day.day} {texts['months'][day.month - 1]} {day.year}"


def _pdf(page_html: str) -> bytes:
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise SettingError(
            f"WeasyPrint cannot be loaded ({error}); install the group documents and Debian's libpango-1.0-0"
        ) from error
    content = HTML(string=page_html, base_url=str(LAYOUT)).write_pdf(
        stylesheets=[LAYOUT / "page.css"], pdf_variant="pdf/ua-1", pdf_identifier=b"assistent-regiovorming"
    )
    return bytes(content)


def main() -> int:
    """Publish the shipped documents and say which of them changed; 0 when that went well."""
    try:
        changed = publish()
    except ProductError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(f"{path.name}\n" for path in changed)
    sys.stdout.write(f"{len(changed)} documents changed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

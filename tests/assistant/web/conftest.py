"""A small, real `Answering` over PDFs made here: it answers from a script, but its pages and quotes are real."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import uvicorn

from assistant.answer import Answer, Citation, Outcome, Statement
from assistant.asking.municipalities import Municipalities
from assistant.glossary import HardWord
from assistant.masking import mask
from assistant.records import Records
from assistant.web.server import create_app
from corpus.errors import IndexMissing
from corpus.quotes import cut
from corpus.types import Basis, Box, Document, Hit, Passage, Unit
from tests.needs import weasyprint_html

TIPS = (
    "Begin bij de vraag die de inwoners voelen.",
    "Kies de kleinste schaal die werkt.",
    "Spreek af wie beslist en wie betaalt.",
    "Zet één trekker aan het roer.",
    "Maak de afspraken schriftelijk.",
    "Betrek de gemeenteraad van bij het begin.",
    "Leg vast wanneer u samen bijstuurt.",
    "Toon elk jaar wat de samenwerking opleverde.",
    "Hou het overleg kort en vast.",
    "Stop wat niet meer helpt.",
)

PAGES = {
    "regio-in-het-kort.pdf": """
        <h1>Wat is een regio?</h1>
        <p>Een regio is een vaste groep gemeenten die samen taken opneemt en dezelfde grenzen gebruikt. Zo vinden
        besturen elkaar sneller, en weten inwoners bij wie zij terechtkunnen. De grenzen staan in een lijst die
        iedereen kan nalezen.</p>
        <p>Elke gemeente van het voorbeeldgebied behoort sinds 2024 tot precies één regio. Een gemeente kan alleen
        met een nieuwe beslissing van regio veranderen. Die beslissing vraagt tijd, omdat ook de buren meespreken.</p>
        <h1>Wie beslist?</h1>
        <p>De gemeenteraad keurt elke overeenkomst goed voor zij begint te lopen. Het college bereidt de
        overeenkomst voor en volgt de uitvoering op. De burgemeesters komen minstens twee keer per jaar samen.</p>
        <div style="break-before: page"></div>
        <h1>Tien tips voor wie begint</h1><ol>""" + "".join(f"<li>{tip}</li>" for tip in TIPS) + "</ol>",
    "handleiding-samenwerken.pdf": """
        <h1>Samenwerken met de buren</h1>
        <p>Een samenwerking begint met een gedeelde vraag en niet met een nieuwe structuur. Pas wanneer die vraag
        helder is, kiest u een vorm die erbij past, en die u later weer kunt verlaten.</p>
        <p>Een overeenkomst zonder einddatum kijkt u om de drie jaar samen na.</p>""",
}  # fmt: skip

BASIS = Basis("Voorbeeldbesluit over regio’s", "https://example.org/besluit", "2023-02-03", "official")


def write_pdf(path: Path, body: str) -> None:
    style = "@page { size: A4; margin: 25mm } body { font: 10.5pt/1.5 sans-serif } h1 { font-size: 15pt }"
    weasyprint_html()(string=f'<html lang="nl-BE"><style>{style}</style><body>{body}</body></html>').write_pdf(path)


def read_passages(path: Path, *, basis: tuple[Basis, ...]) -> tuple[Passage, ...]:
    """One passage a page: its words with the boxes that pdfium gives."""
    passages = []
    document = pypdfium2.PdfDocument(path)
    for number in range(len(document)):
        page = document[number]
        words, boxes = _words(page.get_textpage(), number + 1)
        text = " ".join(words)
        identifier = sha256(f"{path.name}{text}".encode()).hexdigest()[:16]
        unit = Unit(0, len(text), "sentence", basis)
        section = ("Tien tips voor wie begint",) if number else ("Wat is een regio?",)
        passages.append(Passage(identifier, path.name, number, "text", section, text, (unit,), tuple(boxes)))
    document.close()
    return tuple(passages)


def _words(page: pypdfium2.PdfTextPage, number: int) -> tuple[list[str], list[Box]]:
    words, boxes, letters, start = list[str](), list[Box](), list[int](), 0
    text = page.get_text_range()
    for index, letter in enumerate(f"{text} "):
        if not letter.isspace():
            letters.append(index)
        elif letters:
            word = text[letters[0] : letters[-1] + 1]
            corners = [page.get_charbox(one, loose=True) for one in letters]
            left, bottom = min(c[0] for c in corners), min(c[1] for c in corners)
            right, top = max(c[2] for c in corners), max(c[3] for c in corners)
            boxes.append(Box(start, start + len(word), number, left, bottom, right, top))
            words.append(word)
            letters, start = [], start + len(word) + 1
    return words, boxes


@dataclass
class ScriptedAnswering:
    """Answers by keyword. `hold` keeps the answer to a question with “traag” back until it is set."""

    folder: Path
    documents: tuple[Document, ...]
    passages: dict[str, Passage]
    generation: str = "g1"
    histories: list[tuple[str, ...]] = field(default_factory=list)
    asked_for: list[tuple[str | None, frozenset[str] | None]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    hold: threading.Event = field(default_factory=threading.Event)
    broken: bool = False
    has_writer: bool = False
    municipality: str | None = None
    municipalities: Municipalities = field(default_factory=lambda: Municipalities({}, {}))

    def check_files(self) -> None:
        """Its files are always there."""

    def simpler(self, answer: Answer) -> Answer:
        return answer

    def passage(self, identifier: str) -> Passage | None:
        return self.passages.get(identifier)

    def note(self, passage: str, start: int, end: int) -> str | None:
        words = self.passages[passage].text[start:end]
        return next((note for touched, note in self.notes.items() if touched in words), None)

    def file(self, document: str) -> Path:
        return self.folder / document

    def hard_words(self, answer: Answer) -> tuple[HardWord, ...]:
        return ()

    def answer(
        self, question: str, history: Sequence[str] = (), *, municipality: str | None = None, documents: Any = None
    ) -> Answer:
        self.histories.append(tuple(history))
        self.asked_for.append((municipality, documents))
        made = self._answer(question)
        noted = [replace(c, note=self.note(c.passage, c.start, c.end)) for c in made.citations]
        return replace(made, citations=tuple(noted), masked=mask(question).found)

    def stream(
        self, question: str, history: Sequence[str] = (), *, municipality: str | None = None, documents: Any = None
    ) -> Iterator[Statement | Answer]:
        """The sentences that a language model would write come first where the question has “stroom”."""
        made = self.answer(mask(question).text, history, municipality=municipality, documents=documents)
        if "stroom" in question:
            yield from made.statements
        if "halfweg" in question:
            raise IndexMissing("index: gone in the middle")
        yield made

    def search(self, question: str, *, k: int = 10) -> tuple[Hit, ...]:
        self.histories.append((question,))
        return tuple(Hit(passage, 1.0, lexical=1.0) for passage in list(self.passages.values())[:k])

    def _answer(self, question: str) -> Answer:
        asked = question.lower()
        if "stuk" in asked and self.broken:
            raise IndexMissing("index: nothing was indexed yet; run `assistant ingest`")
        if "traag" in asked:
            self.hold.wait(20)
        for word, make in self._script().items():
            if word in asked:
                return make(question)
        return self._definition(question)

    def _script(self):
        return {"tips": self._list, "lang": self._long, "maan": self._not_found, "??": self._unclear,
                "mop": self._out_of_scope, "kost": self._partial}  # fmt: skip

    def cite(self, number: int, words: str) -> Citation:
        passage = next(one for one in self.passages.values() if words in one.text)
        start = passage.text.index(words)
        quote = cut(passage, start, start + len(words))[0]
        known = next(one for one in self.documents if one.name == passage.document)
        own = known.kind == "own_summary"
        link = f"http://assistent.example/bron/{passage.id}/{start}-{start + len(words)}/document.pdf#page={quote.page}"
        return Citation(
            number, known.name, known.title, known.version, quote.page, passage.section, quote.text, known.publisher,
            known.kind, known.as_of, None, (BASIS,) if own else (), quote.rectangles, link, passage.id,
            quote.start, quote.end,
        )  # fmt: skip

    def _quotes(self, question: str, lead: str, quotes: Sequence[str], **more) -> Answer:
        citations = tuple(self.cite(number, words) for number, words in enumerate(quotes, start=1))
        statements = tuple(Statement(c.quote, (c.number,), item=more.get("item", False)) for c in citations)
        return Answer(
            question, question, more.get("outcome", Outcome.ANSWERED), lead, statements, citations,
            missing=more.get("missing", ()), suggestions=("Wie beslist?", "Geef de tien tips", "Wat kost dat?"),
        )  # fmt: skip

    def _definition(self, question: str) -> Answer:
        lead = "Een regio is een vaste groep gemeenten. Dit zeggen de documenten hierover:"
        return self._quotes(question, lead, [
            "Een regio is een vaste groep gemeenten die samen taken opneemt en dezelfde grenzen gebruikt.",
            "Een samenwerking begint met een gedeelde vraag en niet met een nieuwe structuur.",
        ])  # fmt: skip

    def _list(self, question: str) -> Answer:
        return self._quotes(question, "De documenten noemen tien tips:", TIPS, item=True)

    def _long(self, question: str) -> Answer:
        return self._quotes(question, "Dit staat in de documenten:", [
            "Een regio is een vaste groep gemeenten die samen taken opneemt en dezelfde grenzen gebruikt.",
            "Zo vinden besturen elkaar sneller, en weten inwoners bij wie zij terechtkunnen.",
            "Elke gemeente van het voorbeeldgebied behoort sinds 2024 tot precies één regio.",
            "Een gemeente kan alleen met een nieuwe beslissing van regio veranderen.",
            "De gemeenteraad keurt elke overeenkomst goed voor zij begint te lopen.",
        ])  # fmt: skip

    def _partial(self, question: str) -> Answer:
        lead = "Over de beslissing vond ik dit, over de kosten niet:"
        quotes = ["De gemeenteraad keurt elke overeenkomst goed voor zij begint te lopen."]
        return self._quotes(question, lead, quotes, outcome=Outcome.PARTIAL, missing=("wat een samenwerking kost",))

    def _not_found(self, question: str) -> Answer:
        lead = (
            "Dit staat niet in de documenten. Ik zocht op “maan”.\n"
            "Vraag het aan de dienst die het onderwerp opvolgt."
        )  # fmt: skip
        nearest = (self.cite(1, "Hou het overleg kort en vast."),)
        return Answer(question, question, Outcome.NOT_IN_SOURCES, lead, nearest=nearest, suggestions=("Wie beslist?",))

    def _unclear(self, question: str) -> Answer:
        return Answer(question, question, Outcome.UNCLEAR, "Ik begrijp uw vraag niet. Stel ze in een hele zin.")

    def _out_of_scope(self, question: str) -> Answer:
        return Answer(question, question, Outcome.OUT_OF_SCOPE, "Ik antwoord alleen over de inhoud van de documenten.")


def make_answering(folder: Path) -> ScriptedAnswering:
    documents, passages = [], {}
    for name, body in PAGES.items():
        write_pdf(folder / name, body)
        own = name == "regio-in-het-kort.pdf"
        read = read_passages(folder / name, basis=(BASIS,) if own else ())
        passages |= {passage.id: passage for passage in read}
        documents.append(
            Document(
                name, sha256((folder / name).read_bytes()).hexdigest(),
                "Regio’s in het kort" if own else "Handleiding samenwerken", len(read),
                publisher=None if own else "Voorbeelduitgever", version="1.0" if own else None,
                kind="own_summary" if own else "publication", as_of="2026-11-12" if own else None,
            )
        )  # fmt: skip
    return ScriptedAnswering(folder, tuple(documents), passages)


@dataclass
class Running:
    """A server that really listens, with what it answers from and what it keeps."""

    address: str
    answering: ScriptedAnswering
    records: Records
    server: uvicorn.Server


def run_server(
    answering: ScriptedAnswering, records: Records, *, frame_origins: tuple[str, ...] = (), port: int = 0, **more: Any
) -> Running:
    app = create_app(lambda: answering, records, frame_origins=frame_origins, **more)
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", proxy_headers=False))
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    return Running(f"http://127.0.0.1:{listening.getsockname()[1]}", answering, records, server)


@pytest.fixture(scope="session")
def answering(tmp_path_factory: pytest.TempPathFactory) -> ScriptedAnswering:
    return make_answering(tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    opened = Records.open(f"sqlite:///{tmp_path_factory.mktemp('records')}/records.sqlite")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def running(answering: ScriptedAnswering, records: Records) -> Iterator[Running]:
    started = run_server(answering, records, frame_origins=("http://localhost:*",))
    yield started
    started.server.should_exit = True

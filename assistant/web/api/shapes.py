"""What goes in and comes out of the API. The shapes that come out only describe; `assistant.answer` makes them."""

from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BaseModel, Field, StrictBool

from assistant.answer import Outcome
from assistant.records.kept import REASONS
from assistant.records.writing import LONGEST_NOTE
from assistant.web.chat import QUESTION_LIMIT
from corpus.types import BasisKind, DocumentKind, PassageKind

MOST_HISTORY = 100
"""Earlier questions that may come along; only the last ten are used."""

CONVERSATION = r"^[0-9a-f]{32}$"
"""128 random bits: whoever knows the id may read the conversation, so it must not be guessed."""

MOST_NUMBER = 10_000
"""Of an answer in a conversation, or a character in a passage; far beyond what there is."""

EXAMPLE_QUESTION = "Wat is een referentieregio?"
EXAMPLE_ID = "5f0c2a9be1d84736a0c95d3f7be21408"

# Described here and refused in `asking`, where the sentence is Dutch.
Words = Annotated[
    str,
    Field(
        description="The question, in Dutch, English or French.",
        examples=[EXAMPLE_QUESTION],
        json_schema_extra={"minLength": 1, "maxLength": QUESTION_LIMIT},
    ),
]
Earlier = Annotated[str, Field(json_schema_extra={"maxLength": QUESTION_LIMIT})]
NewId = Annotated[
    str | None,
    Field(
        description="An id of your own for the conversation: 32 random hexadecimal digits. You get one without it.",
        examples=[EXAMPLE_ID],
        json_schema_extra={"anyOf": [{"type": "string", "pattern": CONVERSATION}, {"type": "null"}]},
    ),
]


Id = Annotated[
    str, Path(description="32 hexadecimal digits.", examples=[EXAMPLE_ID], json_schema_extra={"pattern": CONVERSATION})
]
Number = Annotated[int, Path(ge=1, le=MOST_NUMBER, description="Which answer, from 1.", examples=[1])]


Municipality = Annotated[
    str | None,
    Field(max_length=100, description="Who asks, so that *onze gemeente* is known.", examples=["Melle"]),
]


class Question(BaseModel):
    """A question, and the earlier ones of the conversation."""

    question: Words
    history: Annotated[
        list[Earlier],
        Field(
            max_length=MOST_HISTORY, description="Earlier questions, oldest first.", examples=[["Wat is een regio?"]]
        ),
    ] = []
    municipality: Municipality = None


class Next(BaseModel):
    """The next question of a conversation that the server remembers."""

    question: Words
    municipality: Municipality = None


class First(Next):
    """The first question of a conversation."""

    id: NewId = None


class Feedback(BaseModel):
    """What somebody thought of an answer."""

    useful: StrictBool
    reason: Annotated[
        str | None,
        Field(
            description="Why an answer was not useful.",
            examples=[REASONS[0]],
            json_schema_extra={"anyOf": [{"type": "string", "enum": list(map(str, REASONS))}, {"type": "null"}]},
        ),
    ] = None
    note: Annotated[str, Field(max_length=LONGEST_NOTE, examples=["De termijn ontbreekt."])] = ""


class Wanted(BaseModel):
    """What to search for."""

    question: Words
    k: Annotated[int, Field(ge=1, le=100, strict=True, description="Passages to return.")] = 10


class Refusal(BaseModel):
    """Every answer that is none. `error` is a Dutch sentence for people, `detail` says more to who programs."""

    error: str
    detail: Any


class NotReady(Refusal):
    """Which of the things that answering needs are missing."""

    status: Literal["not ready"]
    checks: dict[str, str]


class Basis(BaseModel):
    """A publication on which the quoted words rest."""

    title: str
    url: str
    date: str | None
    kind: BasisKind


class Rectangle(BaseModel):
    """Where the quote stands, in points from the lower left corner of the page."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


class Citation(BaseModel):
    """The exact words of one page. With `passage`, `start` and `end` its picture and PDF are asked for."""

    number: int
    document: str
    title: str
    version: str | None
    page: int
    section: list[str]
    quote: str
    publisher: str | None
    kind: DocumentKind
    as_of: str | None
    note: str | None
    based_on: list[Basis]
    rectangles: list[Rectangle]
    link: str
    passage: str
    start: int
    end: int


class Statement(BaseModel):
    """A statement, and the numbers of the citations that prove it. `quoted` tells that it is a quote."""

    text: str
    marks: list[int]
    quoted: bool
    item: bool


class Read(BaseModel):
    """A word that was mended."""

    typed: str
    read: str


class Evidence(BaseModel):
    """How strong the best evidence was."""

    coverage: float
    score: float
    enough: float


class Milliseconds(BaseModel):
    """How long it took."""

    search: float
    answer: float
    total: float


class HelpDesk(BaseModel):
    """A question to the help desk, ready to be sent: `link` opens a mail, or the page of the desk."""

    address: str
    subject: str
    text: str
    link: str


class Usage(BaseModel):
    """What a language model was asked and what it cost, in the currency of the prices that were set."""

    input_tokens: int
    output_tokens: int
    total_tokens: int
    cost: float | None


class Answer(BaseModel):
    """The answer object. Personal numbers are gone from `question`; `masked` names their kinds."""

    question: str
    searched_for: str
    outcome: Outcome
    answer: str
    lead: str
    statements: list[Statement]
    citations: list[Citation]
    nearest: list[Citation]
    missing: list[str]
    suggestions: list[str]
    read_as: list[Read]
    masked: list[str]
    writer: str
    ai_written: bool
    prompt: str | None
    language: str
    evidence: Evidence | None
    milliseconds: Milliseconds
    municipality: str | None
    help_desk: HelpDesk | None
    usage: Usage | None


class Asked(Answer):
    """The answer object, with the conversation in which it was kept and its number there."""

    conversation: Annotated[str, Field(pattern=CONVERSATION)]
    number: int


class Turn(BaseModel):
    """A question of a conversation with its answer, null where it could not be answered."""

    number: int
    question: str
    answer: Answer | None
    generation: str
    useful: bool | None


class Conversation(BaseModel):
    """A conversation, oldest question first."""

    id: str
    turns: list[Turn]


class Found(BaseModel):
    """A passage found."""

    number: int
    passage: str
    document: str
    page: int
    last_page: int
    section: list[str]
    kind: PassageKind
    text: str
    score: float
    lexical: float | None
    dense: float | None


class Passages(BaseModel):
    """The passages found, best first."""

    question: str
    masked: list[str]
    passages: list[Found]
    milliseconds: float


class Document(BaseModel):
    """A document that answers come from."""

    name: str
    title: str
    pages: int
    publisher: str | None
    version: str | None
    kind: DocumentKind
    as_of: str | None
    valid_from: str | None
    valid_to: str | None
    owner: str | None
    checked_on: str | None
    check_by: str | None
    url: str | None
    sha256: str


class Documents(BaseModel):
    """The documents of the live generation."""

    generation: str
    documents: list[Document]


class Thanks(BaseModel):
    """What to tell the user, in Dutch."""

    message: str


class Ready(BaseModel):
    """That everything answering needs is there."""

    status: Literal["ready"]
    generation: str
    documents: int
    checks: dict[str, str]


class Alive(BaseModel):
    """That the process runs."""

    status: Literal["alive"]

"""What happens in the conversation, apart from how a page shows it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Answer, Outcome
from assistant.asking.question import without_untyped
from assistant.masking import mask
from assistant.texts import DUTCH, Words, words_in
from assistant.web.conversations import TURNS, Conversation, Conversations, Turn
from assistant.web.messages import answer_html, failure_html, question_html, working_html
from assistant.web.municipalities import chosen
from assistant.web.port import Answering, Current
from assistant.web.scope import EVERYTHING, Scope
from assistant.web.spoken import suggested
from corpus.errors import ProductError

QUESTION_LIMIT = 2000
"""Characters: a page of text is 3,000, and no question of an official needs that."""

HISTORY = 10
"""Earlier questions that go along; a reference to an older one is rare, and each costs time."""

CHIPS = 4
"""Suggestions shown at once: they fit in two rows on a phone."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the conversation, as HTML in which every text from outside is escaped."""

    role: Literal["user", "assistant"]
    html: str


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows. `warning` stands above the field and `field` is what the field keeps."""

    messages: tuple[Message, ...] = ()
    suggestions: tuple[str, ...] = ()
    warning: str = ""
    field: str = ""


Keep = Callable[[str, Turn], None]
"""Keeps an answered turn of the conversation with this id."""


def keep_nothing(_: str, __: Turn) -> None:
    """Keep nothing."""


class Chat:
    """Asks, answers and shows the conversations. Asking and answering are two steps, so the question shows at once."""

    def __init__(self, current: Current, conversations: Conversations, keep: Keep = keep_nothing):
        """`keep` gets the id of the conversation and each turn that was answered."""
        self._current = current
        self._conversations = conversations
        self._keep = keep

    def show(self, identifier: str, scope: Scope = EVERYTHING) -> View:
        """Return the conversation as it stands, for a page that was opened or reloaded."""
        found = self._conversations.find(identifier)
        if found and found.turns:
            return _view(found.turns, identifier, words_in(scope.language))
        # A few documents of one's own need not answer the questions that all of them answer.
        first = words_in(scope.language).texts("first.questions")
        return View(suggestions=first[:CHIPS] if scope.documents is None else ())

    def ask(self, identifier: str, question: str, *, request: str = "", scope: Scope = EVERYTHING) -> View:
        """Note a question. An empty or too long one comes back with a warning and stays in the field.

        Personal numbers are taken out here, before anything holds the question. `request` numbers the request: one
        that comes twice, because its answer was lost, asks once.
        """
        question = without_untyped(question)
        conversation = self._conversations.begin(identifier)
        if request and any(turn.request == request for turn in conversation.turns):
            return self.show(identifier, scope)
        words = words_in(scope.language)
        warning = _objection(question, conversation, words)
        if warning:
            return self.refuse(identifier, question, warning, scope)
        conversation.turns.append(Turn(mask(question.strip()).text, request=request))
        return _view(conversation.turns, identifier, words)

    def refuse(self, identifier: str, question: str, warning: str, scope: Scope = EVERYTHING) -> View:
        """Return the conversation as it stands, with a warning, and the question still in the field."""
        shown = self.show(identifier, scope)
        return View(shown.messages, shown.suggestions, warning, without_untyped(question))

    def answer(self, identifier: str, scope: Scope = EVERYTHING, *, municipality: str = "") -> View:
        """Answer what is still open, as far as `scope` reaches. When another request is already at it, wait for it.

        `municipality` is who asks, as the page sends it; unless it does, that of the scope.
        """
        conversation = self._conversations.find(identifier)
        if conversation is None:
            return self.show(identifier, scope)
        with conversation.answering:
            for number, turn in enumerate(conversation.turns):
                if turn.answer is None and not turn.failed:
                    earlier = [one.question for one in conversation.turns[:number]]
                    self._answer(turn, earlier[-HISTORY:], scope, municipality)
                    if scope.keeps:
                        self._keep(identifier, turn)
        return self.show(identifier, scope)

    def retry(self, identifier: str, scope: Scope = EVERYTHING) -> View:
        """Open the failed questions again, for `answer` to take up."""
        conversation = self._conversations.find(identifier)
        for turn in conversation.turns if conversation else ():
            turn.failed = False
        return self.show(identifier, scope)

    def _answer(self, turn: Turn, history: list[str], scope: Scope, municipality: str) -> None:
        try:
            answering = self._current()
            turn.written.clear()
            answer = self._written(answering, turn, history, scope, municipality)
            turn.channel = scope.channel
            turn.generation = answering.generation
            turn.plainer = answering.has_writer and bool(answer.statements)
            turn.hard_words = tuple(answering.hard_words(answer))
            turn.answer = answer
        except ProductError as error:
            log.warning("a question could not be answered: %s", error)
            turn.failed = True

    @staticmethod
    def _written(answering: Answering, turn: Turn, history: list[str], scope: Scope, municipality: str) -> Answer:
        """Return the answer; what a language model writes of it stands in the turn until then."""
        who = chosen(answering, municipality)
        parts = answering.stream(
            turn.question,
            history,
            municipality=scope.municipality if who is None else who,
            documents=scope.documents,
        )
        while not isinstance(part := next(parts), Answer):
            turn.written.append(part)
        return part


def _objection(question: str, conversation: Conversation, words: Words) -> str:
    if not question.strip():
        return words.text("state.empty", example=words.texts("first.questions")[0])
    if len(question.strip()) > QUESTION_LIMIT:
        return words.text("state.too_long", length=len(question.strip()), limit=QUESTION_LIMIT)
    if len(conversation.turns) >= TURNS:
        return words.text("state.too_many", limit=TURNS)
    return ""


def _view(turns: list[Turn], identifier: str, words: Words) -> View:
    messages: list[Message] = []
    for number, turn in enumerate(turns, start=1):
        language = turn.answer.language if turn.answer else DUTCH
        messages.append(Message("user", question_html(turn.question, language, words)))
        messages.append(Message("assistant", _reply(turn, identifier, number, words)))
    last = turns[-1].answer
    # What an unclear question may mean stands in its answer.
    offered = last.suggestions[:CHIPS] if last and last.outcome is not Outcome.UNCLEAR else ()
    return View(tuple(messages), tuple(suggested(question, words)[0] for question in offered))


def _reply(turn: Turn, identifier: str, number: int, words: Words) -> str:
    if turn.answer is not None:
        return answer_html(
            turn.answer,
            identifier,
            number,
            useful=turn.useful,
            plainer=turn.plainer,
            hard_words=turn.hard_words,
            words=words,
        )
    return failure_html(words) if turn.failed else working_html(words)

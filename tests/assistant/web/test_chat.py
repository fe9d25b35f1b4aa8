import threading

import pytest

from assistant.web.chat import QUESTION_LIMIT, Chat
from assistant.web.conversations import Conversations

ID = "d" * 32


@pytest.fixture
def chat(answering):
    answering.histories.clear()
    return Chat(lambda: answering, Conversations())


def test_an_empty_conversation_offers_the_first_questions(chat):
    view = chat.show(ID)
    assert view.messages == ()
    assert "Wat is een referentieregio?" in view.suggestions


def test_the_question_shows_at_once_and_the_answer_follows(chat):
    asked = chat.ask(ID, "wat is een regio")
    assert [message.role for message in asked.messages] == ["user", "assistant"]
    assert 'class="bezig"' in asked.messages[1].html
    answered = chat.answer(ID)
    assert 'class="antwoord"' in answered.messages[1].html
    assert answered.suggestions == ("Wie beslist?", "Geef de tien tips", "Wat kost dat?")


def test_earlier_questions_go_along_oldest_first(chat, answering):
    for question in ("wat is een regio", "wie beslist", "wat kost dat"):
        chat.ask(ID, question)
        chat.answer(ID)
    assert answering.histories[-1] == ("wat is een regio", "wie beslist")


@pytest.mark.parametrize(
    ("question", "words"),
    [("  \n ", "Typ eerst een vraag"), ("x" * (QUESTION_LIMIT + 1), f"{QUESTION_LIMIT + 1} tekens")],
)
def test_an_empty_or_too_long_question_stays_in_the_field_with_a_warning(chat, question, words):
    view = chat.ask(ID, question)
    assert words in view.warning
    assert view.field == question
    assert view.messages == ()


def test_a_request_sent_again_asks_once(chat):
    chat.ask(ID, "wat is een regio", request="1")
    assert len(chat.ask(ID, "wat is een regio", request="1").messages) == 2
    assert len(chat.ask(ID, "wat is een regio", request="2").messages) == 4


def test_a_failed_question_is_kept_and_can_be_asked_again(chat, answering):
    answering.broken = True
    chat.ask(ID, "dit is stuk")
    failed = chat.answer(ID)
    assert "Probeer opnieuw" in failed.messages[1].html
    answering.broken = False
    chat.retry(ID)
    assert 'class="antwoord"' in chat.answer(ID).messages[1].html
    assert len(chat.show(ID).messages) == 2


def test_a_question_is_answered_once_when_two_requests_want_its_answer(chat, answering):
    answering.hold.clear()
    chat.ask(ID, "een traag antwoord")
    waiting = [threading.Thread(target=chat.answer, args=(ID,)) for _ in range(3)]
    for thread in waiting:
        thread.start()
    answering.hold.set()
    for thread in waiting:
        thread.join()
    assert len(answering.histories) == 1


def test_the_answer_to_a_forgotten_conversation_is_an_empty_page(chat):
    assert chat.answer("e" * 32).messages == ()


def test_personal_numbers_leave_before_the_conversation_holds_them(answering):
    kept = []
    conversations = Conversations()
    chat = Chat(lambda: answering, conversations, lambda identifier, turn: kept.append((identifier, turn.question)))
    answering.histories.clear()
    shown = [chat.ask(ID, "bel ik 0475 12 34 56?"), chat.answer(ID), chat.ask(ID, "en nu?"), chat.answer(ID)]
    assert not any("0475" in message.html for view in shown for message in view.messages)
    assert [turn.question for turn in conversations.find(ID).turns] == ["bel ik [telefoonnummer]?", "en nu?"]
    assert answering.histories[-1] == ("bel ik [telefoonnummer]?",)
    assert kept == [(ID, "bel ik [telefoonnummer]?"), (ID, "en nu?")]


def test_a_question_that_failed_is_kept_once_it_is_answered(answering):
    kept = []
    chat = Chat(lambda: answering, Conversations(), lambda _, turn: kept.append(turn.answer))
    answering.broken = True
    chat.ask(ID, "dit is stuk")
    chat.answer(ID)
    answering.broken = False
    chat.retry(ID)
    chat.answer(ID)
    assert [answer.question for answer in kept if answer] == ["dit is stuk"]

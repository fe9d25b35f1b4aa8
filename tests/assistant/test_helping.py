from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from assistant.answer import Answer, Citation, Outcome, as_json, from_json
from assistant.assistant import Assistant
from assistant.helping import MOST_CHARACTERS, with_help_desk
from corpus.index import Index

QUOTE = Citation(
    1, "gids.pdf", "De gids", None, 3, ("Sloten",), "De sloot is breed & diep.", None, "publication", None, None, (),
    (), "http://voorbeeld.be", "p", 0, 24,
)  # fmt: skip
REFUSAL = Answer(
    "Wie ruimt de maan op?", "Wie ruimt de maan op (sloten)?", Outcome.NOT_IN_SOURCES, "Dat vond ik niet.",
    nearest=(QUOTE,),
)  # fmt: skip


def test_a_mail_has_its_subject_and_its_text_filled_in() -> None:
    desk = with_help_desk(REFUSAL, "hulp+regio@voorbeeld.be").help_desk
    assert desk is not None
    link = urlsplit(desk.link)
    assert (link.scheme, link.path) == ("mailto", "hulp%2Bregio@voorbeeld.be")
    fields = parse_qs(link.query)
    assert fields["subject"] == [desk.subject]
    assert fields["body"] == [desk.text.replace("\n", "\r\n")]
    for words in (REFUSAL.question, REFUSAL.searched_for, QUOTE.quote, "De gids, bladzijde 3"):
        assert words in desk.text


def test_a_web_address_is_opened_as_it_is_and_the_text_stands_beside_it() -> None:
    desk = with_help_desk(REFUSAL, "https://voorbeeld.be/hulp").help_desk
    assert desk is not None
    assert desk.link == desk.address == "https://voorbeeld.be/hulp"
    assert QUOTE.quote in desk.text


def test_a_mail_stays_short_enough_for_a_mail_program() -> None:
    long = replace(REFUSAL, question="maan " * 400, nearest=(replace(QUOTE, quote="sloot " * 400),) * 3)
    desk = with_help_desk(long, "hulp@voorbeeld.be").help_desk
    assert desk is not None
    assert len(desk.text) <= MOST_CHARACTERS


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.NOT_IN_SOURCES])
def test_other_answers_offer_no_question(outcome: Outcome) -> None:
    assert with_help_desk(replace(REFUSAL, outcome=outcome), "hulp@voorbeeld.be").help_desk is None


def test_a_refusal_without_a_help_desk_offers_none() -> None:
    assert with_help_desk(REFUSAL, None).help_desk is None


def test_it_is_part_of_the_answer_object_and_comes_back_from_it(shipped: Index) -> None:
    answer = Assistant(shipped, help_desk="hulp@voorbeeld.be").answer("Wat is een zwerfkring?")
    given = as_json(answer)
    assert given["help_desk"]["link"].startswith("mailto:hulp@voorbeeld.be?subject=")
    assert from_json(given).help_desk == answer.help_desk


def test_no_personal_number_goes_to_the_help_desk(shipped: Index) -> None:
    answer = Assistant(shipped, help_desk="hulp@voorbeeld.be").answer("Wie woont er op de maan, jan@voorbeeld.be?")
    assert answer.help_desk is not None
    assert "jan@" not in answer.help_desk.text

from dataclasses import replace

from assistant.answer import Answer, HelpDesk, Outcome, Statement
from assistant.glossary import HardWord, Meaning
from assistant.texts import text
from assistant.web import asking_again
from assistant.web.messages import answer_html

ANSWER = Answer("en die?", "Wat is een sloot?", Outcome.ANSWERED, "Dit:")
MEANING = Meaning("sloot", "Een sloot is <smal>.", "p1", 0, 20, "De <gids>", 4)


def test_what_was_searched_for_shows_where_it_is_not_what_was_typed(answering) -> None:
    citation = answering.cite(1, "De grenzen staan in een lijst")
    cited = replace(ANSWER, citations=(citation,))
    assert "Wat is een sloot?" in asking_again.searched_for(cited)
    assert asking_again.searched_for(replace(cited, searched_for="En die")) == ""
    assert asking_again.searched_for(ANSWER) == ""  # nothing was searched for: small talk


def test_a_refusal_always_says_what_was_searched_for() -> None:
    refused = Answer("<b>maan</b>", "<b>maan</b>", Outcome.NOT_IN_SOURCES, "Niet gevonden.")
    assert "&lt;b&gt;maan&lt;/b&gt;</button>" in asking_again.searched_for(refused)


def test_an_unclear_question_offers_what_it_may_mean_as_buttons() -> None:
    unclear = Answer("sloot", "sloot", Outcome.UNCLEAR, "Wat?", suggestions=("Wat is een sloot?", "Wie <maait>?"))
    html = answer_html(unclear, "a" * 32, 1)
    assert html.count('class="hulp keuze"') == 2
    assert "Wie &lt;maait&gt;?" in html
    assert 'class="hulp keuze"' not in answer_html(replace(unclear, outcome=Outcome.ANSWERED), "a" * 32, 1)


def test_who_does_not_say_which_municipality_can_choose_it() -> None:
    lead = text("answer.which_municipality")
    assert "kies-gemeente" in asking_again.choices(Answer("?", "?", Outcome.UNCLEAR, lead))


def test_a_question_to_the_help_desk_is_a_mail_or_a_text_to_copy() -> None:
    desk = HelpDesk("hulp@voorbeeld.be", "Over", "Wie <a>\nmaait?", "mailto:hulp@voorbeeld.be?subject=Over&body=Wie")
    html = asking_again.help_desk(desk)
    assert 'href="mailto:hulp@voorbeeld.be?subject=Over&amp;body=Wie"' in html
    assert "Wie &lt;a&gt;<br>maait?" in html
    assert "kopieer-vraag" not in html
    web = asking_again.help_desk(replace(desk, link="https://voorbeeld.be/hulp"))
    assert 'href="https://voorbeeld.be/hulp"' in web and "kopieer-vraag" in web
    assert asking_again.help_desk(None) == ""


def test_a_hard_word_is_a_link_to_its_meaning_and_both_are_text() -> None:
    hard = (HardWord(1, 4, 9, MEANING),)
    marked = asking_again.with_hard_words("een sloot & <b>", 1, hard)
    assert marked.startswith('een <a class="woord" href="#woord/p1/0-20"')
    assert marked.endswith(">sloot</a> &amp; &lt;b&gt;")
    assert asking_again.with_hard_words("een sloot", 0, hard) == "een sloot"
    assert "Een sloot is &lt;smal&gt;." in asking_again.meanings(hard)
    assert 'href="#bron/p1/0-20"' in asking_again.meanings(hard)


def test_a_statement_with_a_hard_word_still_shows_all_its_words() -> None:
    answer = Answer("?", "?", Outcome.ANSWERED, "Dit:", (Statement("De  sloot ligt.", (), quoted=True),))
    html = answer_html(answer, "a" * 32, 1, hard_words=(HardWord(0, 3, 8, MEANING),))
    assert "“De <a" in html and "sloot</a> ligt.”" in html

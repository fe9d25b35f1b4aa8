import re
from dataclasses import replace

import pytest

from assistant.answer import Answer, Outcome, Statement
from assistant.texts import text
from assistant.web.messages import answer_html, failure_html, question_html, working_html

CONVERSATION = "a" * 32


def shown_before_more(html: str) -> str:
    return re.sub(r"<details.*?</details>", "", html)


def test_a_question_is_text_and_never_markup():
    assert question_html("<b>wie</b>\n\n# beslist?") == '<p class="vraagtekst">&lt;b&gt;wie&lt;/b&gt;<br># beslist?</p>'


def test_every_statement_carries_marks_that_open_its_source(answering):
    answer = answering.answer("wat is een regio")
    html = answer_html(answer, CONVERSATION, 1)
    for citation in answer.citations:
        assert f'href="#bron/{citation.passage}/{citation.start}-{citation.end}"' in html
        assert f"“{citation.quote}”" in html


def test_a_long_answer_shows_three_quotes_and_folds_the_rest(answering):
    html = answer_html(answering.answer("een lang antwoord"), CONVERSATION, 1)
    assert shown_before_more(html).count("“") == 3
    assert html.count("“") == 5
    assert "Toon meer (2)" in html


def test_no_further_quote_is_shown_after_eighty_words():
    statements = tuple(Statement("woord " * 50, ()) for _ in range(3))
    html = answer_html(Answer("?", "?", Outcome.ANSWERED, "Dit:", statements), CONVERSATION, 1)
    assert shown_before_more(html).count("“") == 1


def test_a_list_shows_all_its_items(answering):
    html = answer_html(answering.answer("de tien tips"), CONVERSATION, 1)
    assert shown_before_more(html).count("<li>“") == 10
    assert "Toon meer" not in html


def test_sources_of_one_place_share_a_line(answering):
    html = answer_html(answering.answer("de tien tips"), CONVERSATION, 1)
    assert "1–10" in html
    assert html.count('class="naar"') == 1


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "de maan",
            [
                "Niet gevonden",
                "Ik zocht op:",
                "de maan",
                "Dit komt er het dichtst bij",
                "“Hou het overleg kort en vast.”",
            ],
        ),
        ("wat kost dat", ["Gedeeltelijk antwoord", "Niet gevonden in de documenten", "wat een samenwerking kost"]),
        ("??", ["Ik begrijp uw vraag niet"]),
        ("vertel een mop", ["Ik antwoord alleen over"]),
    ],
)
def test_other_outcomes_say_what_they_are(answering, question, words):
    html = answer_html(answering.answer(question), CONVERSATION, 1)
    assert all(word in html for word in words)


def test_no_message_holds_an_empty_line(answering):
    messages = [working_html(), failure_html(), question_html("een\n\n\ntwee")]
    messages += [
        answer_html(answering.answer(question), CONVERSATION, 1) for question in ("regio", "tips", "maan", "kost")
    ]
    assert not any(re.search(r"\n\s*\n", message) for message in messages)


def test_the_verdict_given_before_stays_visible(answering):
    html = answer_html(answering.answer("regio"), CONVERSATION, 1, useful=False)
    assert 'class="daad gekozen" value="niet-nuttig"' in html


def test_words_that_were_mended_are_shown():
    answer = Answer("?", "?", Outcome.ANSWERED, "Dit:", read_as=(("regiovroming", "regiovorming"),))
    assert "Ik las ‘regiovroming’ als ‘regiovorming’." in answer_html(answer, CONVERSATION, 1)


def test_what_a_language_model_wrote_is_marked_and_can_be_made_plainer(answering):
    written = replace(answering.answer("regio"), writer="ollama:proef")
    assert text("writing.mark") in answer_html(written, CONVERSATION, 1)
    assert text("writing.mark") not in answer_html(answering.answer("regio"), CONVERSATION, 1)
    assert 'value="eenvoudiger"' in answer_html(written, CONVERSATION, 1, plainer=True)
    assert 'value="eenvoudiger"' not in answer_html(written, CONVERSATION, 1)

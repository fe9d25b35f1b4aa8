import io
from dataclasses import replace
from datetime import date

import docx

from assistant.texts import text
from assistant.web.exports import copy_of, word_file


def words_of(content: bytes) -> str:
    paragraphs = docx.Document(io.BytesIO(content)).paragraphs
    return "\n".join(paragraph.text for paragraph in paragraphs)


def test_the_word_file_holds_question_answer_quotes_places_and_links(answering):
    answer = answering.answer("wat is een regio")
    content = word_file(answer, today=date(2026, 11, 23))
    words = words_of(content)
    for expected in (answer.question, answer.lead, "23 november 2026", "12 november 2026", "zonder datum"):
        assert expected in words
    for citation in answer.citations:
        assert f"[{citation.number}] “{citation.quote}”" in words
        assert f"{citation.title}, " in words and f"bladzijde {citation.page}" in words
    links = {rel.target_ref for rel in docx.Document(io.BytesIO(content)).part.rels.values() if rel.is_external}
    assert {citation.link for citation in answer.citations} <= links


def test_own_summaries_say_whose_words_they_are_and_link_to_the_original(answering):
    content = word_file(answering.answer("wat is een regio"), today=date(2026, 11, 23))
    words = words_of(content)
    assert "Samenvatting door dit project, geen uitgave van de VVSG of ABB. Gebaseerd op: Voorbeeldbesluit" in words
    links = {rel.target_ref for rel in docx.Document(io.BytesIO(content)).part.rels.values() if rel.is_external}
    assert "https://example.org/besluit" in links


def test_what_was_not_found_and_what_lies_nearest_go_along(answering):
    assert "wat een samenwerking kost" in words_of(word_file(answering.answer("kost"), today=date(2026, 1, 1)))
    assert "Hou het overleg kort en vast." in words_of(word_file(answering.answer("maan"), today=date(2026, 1, 1)))


def test_the_copy_has_formatted_and_plain_text_with_sources(answering):
    answer = answering.answer("wat is een regio")
    copy = copy_of(answer)
    for citation in answer.citations:
        assert citation.link in copy.plain and f'href="{citation.link}"' in copy.html
        assert citation.quote in copy.plain and citation.quote in copy.html


def test_what_the_owner_remarks_goes_along(answering):
    answering.notes["Een regio is"] = "Opgelet: <dit> verandert"
    try:
        answer = answering.answer("wat is een regio")
    finally:
        answering.notes.clear()
    assert "Opgelet: <dit> verandert" in words_of(word_file(answer, today=date(2026, 1, 1)))
    made = copy_of(answer)
    assert f"{answer.citations[0].link}\nOpgelet: <dit> verandert" in made.plain
    assert "<strong>Opgelet: &lt;dit&gt; verandert</strong>" in made.html


def test_what_a_language_model_wrote_is_marked_wherever_it_goes(answering):
    written = replace(answering.answer("wat is een regio"), writer="ollama:proef")
    mark = text("writing.mark")
    assert mark in words_of(word_file(written, today=date(2026, 1, 1)))
    assert mark in copy_of(written).plain and mark in copy_of(written).html
    quoted = answering.answer("wat is een regio")
    assert mark not in words_of(word_file(quoted, today=date(2026, 1, 1)))
    assert mark not in copy_of(quoted).plain + copy_of(quoted).html

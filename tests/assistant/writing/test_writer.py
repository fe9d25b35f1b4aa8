"""Answers worded by a model that a server on the loopback plays, on the shipped documents."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from assistant.answer import Answer, Outcome, Statement, Usage, as_json, from_json
from assistant.assistant import Assistant
from assistant.texts import text
from assistant.writing.breaker import FAILURES, PAUSE_SECONDS, Breaker
from assistant.writing.material import sources
from assistant.writing.writer import Task, Writer
from corpus.index import Index

from .conftest import KEY, Script, Scripted, quotes_first, says, sources_in

QUESTION = "Wat is een referentieregio?"

Made = Callable[..., Assistant]


@pytest.fixture
def made(shipped: Index, scripted: Scripted) -> Made:
    def make(script: Script | None = None, *, fault: str = "", breaker: Breaker | None = None, **options) -> Assistant:
        scripted.script, scripted.fault = script or scripted.script, fault
        languages = options.pop("languages", ("nl", "en", "fr"))
        entails = options.pop("entails", None)
        writer = Writer(
            scripted.model(**options), seconds=options.get("seconds", 20.0), entails=entails, breaker=breaker
        )
        return Assistant(shipped, writer=writer, languages=languages)

    return make


def in_quotes(shipped: Index, question: str = QUESTION) -> Answer:
    return Assistant(shipped).answer(question)


def fell_back(answer: Answer, shipped: Index, why: str) -> bool:
    quoted = in_quotes(shipped)
    same = (answer.statements, answer.citations) == (quoted.statements, quoted.citations)
    return same and not answer.ai_written and answer.lead.splitlines()[0] == text(f"writing.{why}.nl")


def test_sentences_that_pass_are_signed_marked_and_cited_with_exact_quotes(made: Made, shipped: Index) -> None:
    answer = made().answer(QUESTION)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.writer == "openai:proef"
    assert answer.prompt == "antwoord 1"
    assert [statement.quoted for statement in answer.statements] == [False]
    assert answer.citations[0].quote == in_quotes(shipped).citations[0].quote
    given = as_json(answer)
    assert given["ai_written"] is True
    assert given["prompt"] == "antwoord 1"
    assert given["answer"].endswith("[1]")


def test_answers_in_quotes_are_not_signed_as_written(shipped: Index) -> None:
    given = as_json(in_quotes(shipped))
    assert (given["writer"], given["ai_written"], given["prompt"]) == ("quotes", False, None)


def test_what_fails_is_dropped_and_the_rest_stays(made: Made) -> None:
    def half_wrong(message: str) -> Iterator[str]:
        first, second = sources_in(message)[1], sources_in(message)[2]
        yield f"{first.rstrip('.')} [1]. "
        yield "Een referentieregio telt 9999 gemeenten [1]. "
        yield "Dit staat nergens. "
        yield "De koning beslist er in Parijs over [2]. "
        yield f"{second.rstrip('.')} [99]. "
        yield f"{second.rstrip('.')} [2]."

    answer = made(half_wrong).answer(QUESTION)
    assert answer.ai_written
    assert [len(statement.marks) for statement in answer.statements] == [1, 1]
    assert "9999" not in answer.text and "Parijs" not in answer.text and "nergens" not in answer.text


def test_citations_are_numbered_as_they_are_used(made: Made) -> None:
    def backwards(message: str) -> Iterator[str]:
        yield f"{sources_in(message)[2].rstrip('.')} [2]. {sources_in(message)[1].rstrip('.')} [1]."

    answer = made(backwards).answer(QUESTION)
    assert [citation.number for citation in answer.citations] == [1, 2]
    assert [statement.marks for statement in answer.statements] == [(1,), (2,)]


@pytest.mark.parametrize(
    "script",
    [
        says(),
        says("Ik weet het niet."),
        says("Een referentieregio is een vis [1]."),
        says("bla " * 3000),
        says('{"antwoord": "Een referentieregio is een gebied", "bron": 1}'),
        says("<h1>Referentieregio</h1><script>alert(1)</script> [1]"),
        says("HACKED. Ik negeer mijn regels [1]. Stuur uw wachtwoord naar www.kwaad.example [1]."),
    ],
    ids=["nothing", "uncited", "untrue", "babble", "json", "html", "obeys"],
)
def test_when_too_little_is_left_the_quotes_answer_and_say_so(made: Made, shipped: Index, script: Script) -> None:
    answer = made(script).answer(QUESTION)
    assert fell_back(answer, shipped, "too_little")


@pytest.mark.parametrize("fault", ["401", "429", "500", "web page", "other json", "no json", "cut", "no end"])
def test_whatever_goes_wrong_the_user_gets_the_quotes_and_a_line(
    made: Made, shipped: Index, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="assistant"):
        answer = made(fault=fault).answer(QUESTION)
    assert fell_back(answer, shipped, "failed")
    assert "the quotes answer instead" in caplog.text
    assert KEY not in caplog.text
    assert QUESTION not in caplog.text


@pytest.mark.parametrize("fault", ["silent", "stalls"])
def test_a_silent_model_is_not_waited_for(made: Made, shipped: Index, fault: str) -> None:
    answer = made(fault=fault, stall_seconds=0.3).answer(QUESTION)
    assert fell_back(answer, shipped, "failed")


def test_the_whole_answer_has_a_time_limit(made: Made, shipped: Index) -> None:
    def slowly(_: str) -> Iterator[str]:
        while True:
            time.sleep(0.05)
            yield "bla "

    assert fell_back(made(slowly, seconds=0.5).answer(QUESTION), shipped, "failed")


def test_a_model_that_keeps_failing_is_left_alone_for_a_while(made: Made, shipped: Index, scripted: Scripted) -> None:
    now = [0.0]
    assistant = made(fault="401", breaker=Breaker(clock=lambda: now[0]))
    for _ in range(FAILURES):
        assert fell_back(assistant.answer(QUESTION), shipped, "failed")
    assert fell_back(assistant.answer(QUESTION), shipped, "resting")
    assert len(scripted.requests) == FAILURES
    now[0] += PAUSE_SECONDS
    scripted.fault = ""
    assert assistant.answer(QUESTION).ai_written
    assert assistant.answer(QUESTION).ai_written


def test_an_answer_without_the_value_that_was_asked_for_is_not_enough(made: Made) -> None:
    question = "Hoeveel kreeg de VVSG voor Labo Regiovorming?"

    def without_amount(message: str) -> Iterator[str]:
        assert "897.000" in sources_in(message)[1]
        yield "De VVSG kreeg een bedrag voor Labo Regiovorming [1]."

    answer = made(without_amount).answer(question)
    assert not answer.ai_written
    assert "897.000" in answer.text


def test_a_list_that_lost_an_item_is_not_enough(made: Made) -> None:
    def nine_of_ten(message: str) -> Iterator[str]:
        for number, words in sorted(sources_in(message).items())[:9]:
            yield f"- {words.rstrip('.')} [{number}]\n"

    def all_ten(message: str) -> Iterator[str]:
        for number, words in sorted(sources_in(message).items())[:10]:
            yield f"- {words.rstrip('.')} [{number}]\n"

    question = "Wat zijn de tien gouden tips?"
    assert not made(nine_of_ten).answer(question).ai_written
    answer = made(all_ten).answer(question)
    assert answer.ai_written
    assert [statement.item for statement in answer.statements] == [True] * 10


def test_sentences_come_one_by_one_and_the_answer_last(made: Made) -> None:
    def two(message: str) -> Iterator[str]:
        yield f"{sources_in(message)[1].rstrip('.')} [1]. Onzin [1]. {sources_in(message)[2].rstrip('.')} [2]."

    parts = list(made(two).stream(QUESTION))
    assert [type(part) for part in parts] == [Statement, Statement, Answer]
    assert tuple(parts[:2]) == parts[2].statements


def test_without_a_model_the_answer_comes_alone(shipped: Index) -> None:
    assert [type(part) for part in Assistant(shipped).stream(QUESTION)] == [Answer]


def test_what_was_refused_is_not_sent_to_the_model(made: Made, shipped: Index, scripted: Scripted) -> None:
    assert made().answer("bedankt").outcome is Outcome.OUT_OF_SCOPE
    quoted = in_quotes(shipped)
    writer = Writer(scripted.model())
    for outcome in (Outcome.NOT_IN_SOURCES, Outcome.UNCLEAR, Outcome.CONFLICTING):
        task = Task(QUESTION, "nl", replace(quoted, outcome=outcome), sources(quoted, ((), ())))
        assert list(writer.write(task, writer.check_of(shipped))) == [task.quoted]
    assert not scripted.requests


def test_personal_numbers_are_not_sent(made: Made, scripted: Scripted) -> None:
    made().answer(f"{QUESTION} Mail mij op jan.peeters@voorbeeld.be")
    assert scripted.requests
    assert "jan.peeters" not in str(scripted.requests)


def test_the_material_is_fenced_with_signs_that_differ_each_time(made: Made, scripted: Scripted) -> None:
    assistant = made()
    fences = []
    for _ in range(2):
        assistant.answer(QUESTION)
        lines = scripted.user_message.splitlines()
        assert lines[0].startswith("===")
        assert lines.count(lines[0]) == 2
        assert all(line.startswith("[") for line in lines[1 : lines.index(lines[0], 1)])
        assert lines[0] in scripted.requests[-1]["messages"][0]["content"]
        fences.append(lines[0])
    assert fences[0] != fences[1]


def test_answers_come_in_the_language_of_the_question_unless_the_setting_forbids_it(
    made: Made, scripted: Scripted
) -> None:
    question = "What is a reference region?"

    def english(message: str) -> Iterator[str]:
        number = next(number for number, words in sources_in(message).items() if "meerdere gemeenten" in words)
        yield f"A reference region is an area of several municipalities together [{number}]."

    answer = made(english).answer(question)
    assert "Engels" in scripted.user_message
    assert answer.language == "en"
    assert answer.lead == text("writing.lead.en")
    assert answer.ai_written
    dutch_only = made(english, languages=("nl",)).answer(question)
    assert "Nederlands" in scripted.user_message
    assert dutch_only.language == "nl"


def test_an_entailment_model_has_the_last_word(made: Made, shipped: Index) -> None:
    seen: list[tuple[str, str]] = []

    def never(pairs):
        seen.extend(pairs)
        return [0.1 for _ in pairs]

    assert fell_back(made(entails=never).answer(QUESTION), shipped, "too_little")
    assert seen and seen[0][1].rstrip(".") in seen[0][0]


def test_plainer_words_pass_the_same_check(made: Made, shipped: Index) -> None:
    quoted = in_quotes(shipped)

    def all_of_it(message: str) -> Iterator[str]:
        for number, words in sources_in(message).items():
            yield f"{words.rstrip('.')} [{number}]. "

    plain = made(all_of_it).simpler(quoted)
    assert plain.ai_written
    assert plain.prompt == "eenvoudiger 1"
    assert {citation.quote for citation in plain.citations} == {citation.quote for citation in quoted.citations}
    wrong = made(says("Een regio is een vis [1].")).simpler(quoted)
    assert wrong.statements == quoted.statements
    assert wrong.lead.startswith(text("writing.too_little.nl"))


def test_without_a_model_nothing_is_made_plainer(shipped: Index) -> None:
    quoted = in_quotes(shipped)
    assert Assistant(shipped).simpler(quoted) == quoted
    assert not Assistant(shipped).has_writer


def test_what_an_answer_took_and_cost_is_told_when_a_price_is_set(made: Made, scripted: Scripted) -> None:
    answer = made(prices=(2.0, 10.0)).answer(QUESTION)
    assert as_json(answer)["usage"] == {
        "input_tokens": 200, "output_tokens": 30, "total_tokens": 230, "cost": pytest.approx(0.0007),
    }  # fmt: skip
    assert from_json(as_json(answer)).usage == answer.usage


def test_what_was_asked_of_a_model_is_told_when_the_quotes_answer_after_all(made: Made) -> None:
    answer = made(says("Dat weet ik niet."), prices=(2.0, 10.0)).answer(QUESTION)
    assert not answer.ai_written
    assert answer.usage == Usage(200, 30, pytest.approx(0.0007))


def test_without_a_price_a_server_is_not_asked_to_count(made: Made, scripted: Scripted) -> None:
    assert made().answer(QUESTION).usage is None
    assert "stream_options" not in scripted.requests[-1]


def test_without_a_model_there_is_no_usage(shipped: Index) -> None:
    assert as_json(in_quotes(shipped))["usage"] is None


def test_the_parts_of_a_question_are_counted_together(made: Made) -> None:
    answer = made(prices=(2.0, 10.0)).answer("Wat is een referentieregio? En wat zijn de tien gouden tips?")
    assert answer.usage is not None
    assert answer.usage.total_tokens == 460


def test_where_nearly_all_a_model_writes_fails_the_rest_is_not_believed(scripted: Scripted, shipped: Index) -> None:
    def babbles(message: str) -> Iterator[str]:
        yield from quotes_first(message)
        yield " Brussel betaalt 9999 euro [1]." * 4

    scripted.script = babbles
    answer = Assistant(shipped, writer=Writer(scripted.model())).answer("Wat is een referentieregio?")
    assert not answer.ai_written
    assert answer.lead.startswith(text("writing.too_little.nl"))

"""The quality report: what verdicts say, in plain words, on the page, in Word and in Excel."""

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from statistics import NormalDist

import docx
import openpyxl
import pytest

from assistant.answer import Outcome
from assistant.records import Records, verdicts
from assistant.records.kept import GivenVerdict, KeptTurn, Verdict
from evals.review.quality import Quality, quality, wilson
from evals.review.telling import told
from tests.evals.review.conftest import DEFINITION, TIPS, Browser, words_of

MAIN = "Van 120 beoordeelde antwoorden waren er 108 correct (90 %; waarschijnlijk tussen 83 en 94 %)."


def turn(number: int, question: str = "Wat is een regio?", outcome: Outcome = Outcome.ANSWERED) -> KeptTurn:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    return KeptTurn(
        f"t{number}", "c", number, "chat", question, question, outcome, {}, "g1", at, ("gids.pdf",), None, 1, (), None
    )


def said(number: int, verdict: Verdict, reviewer: str = "anna", *, hard: bool = False) -> GivenVerdict:
    return GivenVerdict(f"t{number}", reviewer, verdict, hard, "", datetime(2026, 11, 3, tzinfo=UTC))


def lines(found: Quality) -> Sequence[str]:
    return [
        line for section in told(found, "Zo getrokken.") for line in (section.title, *section.lines, *section.items)
    ]


def test_the_main_sentence_is_that_of_the_issue() -> None:
    given = [said(n, Verdict.CORRECT if n < 108 else Verdict.WRONG) for n in range(120)]
    assert MAIN in lines(quality([turn(n) for n in range(120)], given))


@pytest.mark.parametrize(("right", "total"), [(108, 120), (0, 10), (10, 10), (1, 3)])
def test_the_interval_is_wilsons(right: int, total: int) -> None:
    z, share = NormalDist().inv_cdf(0.975), right / total
    middle = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z / (1 + z**2 / total) * (share * (1 - share) / total + z**2 / (4 * total**2)) ** 0.5
    found = wilson(right, total)
    assert (found.low, found.high) == (pytest.approx(middle - half, abs=1e-9), pytest.approx(middle + half, abs=1e-9))


def test_what_reviewers_do_not_agree_on_is_not_counted_as_correct() -> None:
    given = [
        said(1, Verdict.CORRECT), said(1, Verdict.CORRECT, "bert"), said(2, Verdict.CORRECT),
        said(2, Verdict.WRONG, "bert"), said(3, Verdict.CANNOT_JUDGE), said(4, Verdict.CANNOT_JUDGE),
        said(4, Verdict.CORRECT, "bert"),
    ]  # fmt: skip
    found = quality([turn(n) for n in range(1, 6)], given)
    assert [each.state for each in found.judged] == ["correct", "disputed", "unjudged", "correct"]
    assert (found.share.right, found.share.total, found.unjudged, found.disputed) == (2, 3, 1, 1)
    assert (
        "Bij 1 antwoord vond de ene beoordelaar het correct en de andere niet; dat telt hier als niet correct."
        in lines(found)
    )


def test_the_worst_subjects_and_what_to_do_come_from_the_verdicts() -> None:
    given = [said(n, Verdict.OUTDATED) for n in (1, 2)] + [said(3, Verdict.SHOULD_ANSWER), said(4, Verdict.CORRECT)]
    turns = [
        turn(1, "Welke subsidie is er voor fusies?"), turn(2, "subsidie bij fusie?"),
        turn(3, "Waar is de kazerne?", Outcome.NOT_IN_SOURCES), turn(4),
    ]  # fmt: skip
    told_lines = lines(quality(turns, given))
    assert any("subsidie" in line and line.endswith(": 2 van 2 niet correct.") for line in told_lines)
    assert (
        "Verouderd (2 keer): gids.pdf. Laad een nieuwere versie, of zet een kanttekening bij de oude woorden."
        in told_lines
    )
    assert any(line.startswith("Zoek een document over: Waar is de kazerne?") for line in told_lines)
    assert "niet gevonden: 0 van 1 correct (0 %; waarschijnlijk tussen 0 en 79 %)." in told_lines


def test_one_answer_says_nothing() -> None:
    told_lines = lines(quality([turn(1)], [said(1, Verdict.CORRECT)]))
    assert "Er is 1 antwoord beoordeeld. Dat is te weinig om iets te besluiten." in told_lines
    assert told(quality([turn(1)], []), "") == ()


def test_word_and_excel_say_what_the_page_says(owner: Browser, records: Records, ask: Callable[..., str]) -> None:
    good, bad = ask(TIPS), ask("=cmd|' /C calc'!A0 wat is een regio?")
    verdicts.give(records, good, "anna", Verdict.CORRECT)
    verdicts.give(records, bad, "anna", Verdict.WRONG, note="=1+1")
    page = words_of(owner.get("/kwaliteitsverslag"))
    main = "Van 2 beoordeelde antwoorden was er 1 correct (50 %; waarschijnlijk tussen 9 en 91 %)."
    assert main in page and "niet toevallig gekozen" in page
    word = docx.Document(io.BytesIO(owner.get("/kwaliteitsverslag.docx").content))
    assert main in [paragraph.text for paragraph in word.paragraphs]
    book = openpyxl.load_workbook(io.BytesIO(owner.get("/kwaliteitsverslag.xlsx").content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert main in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(str(cell.value).startswith("=cmd") and cell.quotePrefix for cell in cells)


def test_the_report_of_a_sample_says_how_it_was_drawn(
    owner: Browser, records: Records, ask: Callable[..., str]
) -> None:
    for _ in range(3):
        ask(DEFINITION)
    drawn = {"naam": "s", "aantal": "2", "beoordelaar1": "anna", "beoordelaar2": "bert"}
    sample = owner.send("/steekproeven", drawn).url.path.rsplit("/", 1)[1]
    assert "Er zijn nog geen oordelen" in words_of(owner.get(f"/kwaliteitsverslag?steekproef={sample}"))
    from assistant.records import samples

    for turn_id in samples.all_of(records)[0].turns:
        verdicts.give(records, turn_id, "anna", Verdict.CORRECT)
    page = words_of(owner.get(f"/kwaliteitsverslag?steekproef={sample}"))
    assert "2 van 3 antwoorden van gebruikers" in page and "Beoordeeld door anna." in page

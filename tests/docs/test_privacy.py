import re
from pathlib import Path

from assistant.masking import KINDS
from assistant.settings import KEEP_DAYS, VARIABLES
from assistant.texts import table, text
from assistant.web.conversations import HOURS
from evals.review.overview import FEWEST

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ROOT / "docs/privacy"
NUMBERS = {5: "vijf"}


def paper(name: str) -> str:
    """A paper with its lines joined, so that a sentence is found wherever it breaks."""
    return " ".join((PAPERS / f"{name}.md").read_text(encoding="utf-8").split())


def test_the_figures_of_the_sheet_are_those_that_were_measured() -> None:
    measured = (ROOT / "evals/README.md").read_text(encoding="utf-8")
    sheet = paper("ai-fiche")
    for measure in (
        "OutcomeAccuracy", "RefusalRecall", "FalseRefusals", "FirstCitationHoldsGold", "AnyCitationHoldsGold",
        "QuoteExactness", "Readability",
    ):  # fmt: skip
        row = re.search(rf"^\| {measure} \| [^|]+ \| ([^|]+) \| ([^|]+) \| (\d+) \|$", measured, re.MULTILINE)
        assert row is not None, measure
        value, interval, count = row.groups()
        assert f"| {value.replace('.', ',')} |" in sheet, f"{measure}: the sheet does not say {value}"
        if value == "100.0 %":
            assert f"van {count} antwoorden" in sheet
        else:
            low, high = (edge.removesuffix(" %").replace(".", ",") for edge in interval.split(" to "))
            assert f"| {low}–{high}" in sheet, f"{measure}: the sheet does not say {interval}"


def test_what_the_papers_say_of_the_program_is_so() -> None:
    statement = paper("privacyverklaring")
    assert f"[{KEEP_DAYS}] dagen" in statement
    assert f"hoogstens {HOURS} uur na uw laatste vraag" in statement
    assert f"minder dan {NUMBERS[FEWEST]} personen" in statement
    assert text("page.notice").split(". ")[0].rstrip(".") in paper("ai-fiche")
    assert text("page.warning").lower() in statement.lower()


def test_each_kind_of_number_that_is_masked_is_named() -> None:
    assert set(KINDS) == set(table("masked.kinds"))
    words = ("rijksregister", "rekening", "telefoonnummers", "e-mailadressen")
    assert len(words) == len(KINDS)
    for name in ("privacyverklaring", "gegevensstroom", "checklist-modelleverancier"):
        assert all(word in paper(name).lower() for word in words), name


def test_the_papers_say_that_a_keyed_hash_is_still_personal_data() -> None:
    assert "blijft een persoonsgegeven" in paper("README")
    assert "blijft wat we bewaren een persoonsgegeven" in paper("privacyverklaring")


def test_every_link_between_the_documents_leads_somewhere_in_this_folder() -> None:
    for file in PAPERS.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", file.read_text(encoding="utf-8")):
            assert (file.parent / target).exists(), f"{file.name}: {target}"


def test_the_papers_name_the_settings_that_name_who_is_responsible() -> None:
    for name in ("controller", "privacy_contact", "privacy_statement"):
        assert VARIABLES[name][0] in paper("README")


def test_the_papers_say_that_a_model_gets_earlier_questions_of_a_follow_up() -> None:
    for name in ("checklist-modelleverancier", "privacyverklaring", "gegevensstroom"):
        assert "eerdere" in paper(name) and "geen eerdere vragen" not in paper(name)
    assert "eerdere vragen" in text("privacy.model_elsewhere", model="m", address="")

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.masking import mask, without_marks
from corpus.index import Index


def national_number(nine: str, *, after_2000: bool = False) -> str:
    """Return the nine digits with their check digits."""
    return nine + f"{97 - int(('2' if after_2000 else '') + nine) % 97:02}"


BORN_1985, BORN_2017 = national_number("850730033"), national_number("170730033", after_2000=True)
BIS = national_number("984728997")
UNKNOWN_BIRTH = national_number("000001123")


@pytest.mark.parametrize("digits", [BORN_1985, BORN_2017, BIS, UNKNOWN_BIRTH])
@pytest.mark.parametrize(
    "form",
    ["{}", "{0:.2}.{1}.{2}-{3}.{4}", "{0:.2} {1} {2} {3} {4}", "{0:.2}.{1}.{2} - {3}-{4}", "{0:.2}/{1}/{2}/{3}/{4}"],
)
def test_national_numbers_are_masked_however_they_are_written(digits: str, form: str) -> None:
    parts = digits if form == "{}" else (digits[:2], digits[2:4], digits[4:6], digits[6:9], digits[9:])
    written = form.format(parts) if form == "{}" else form.format(*parts)
    masked = mask(f"Mag burger {written} verhuizen? (nr. {written}), artikel 8")
    assert masked.text == "Mag burger [rijksregisternummer] verhuizen? (nr. [rijksregisternummer]), artikel 8"
    assert masked.found == ("national_number",)


def test_eleven_digits_without_the_right_check_digits_stay() -> None:
    wrong = f"{int(BORN_1985) + 1:011}"
    assert mask(f"dossier {wrong}").text == f"dossier {wrong}"


@pytest.mark.parametrize("written", ["85.07.30-033.29", "85.07.30\u2013033.29"])
def test_what_is_written_as_only_a_national_number_is_goes_though_it_holds_a_typing_error(written: str) -> None:
    assert mask(f"burger {written}").text == "burger [rijksregisternummer]"


@pytest.mark.parametrize(
    "account",
    ["BE68 5390 0754 7034", "BE68539007547034", "be68 5390-0754-7034", "BE68.5390.0754.7034", "NL91 ABNA 0417 1643 00"],
)
@pytest.mark.parametrize("after", ["", ".", " en dan iets anders", " of 2 keer"])
def test_account_numbers_are_masked_and_the_words_after_them_stay(account: str, after: str) -> None:
    masked = mask(f"Stort op {account}{after}")
    assert masked.text == f"Stort op [rekeningnummer]{after}"
    assert masked.found == ("bank_account",)


def test_what_only_begins_like_an_account_number_does_not_hide_one() -> None:
    masked = mask("of 17 dingen of 98 47 op BE68 5390 0754 7034 of be68539007547034")
    assert masked.text == "of 17 dingen of 98 47 op [rekeningnummer] of [rekeningnummer]"


def test_an_account_number_without_the_right_check_digits_stays() -> None:
    assert mask("BE69 5390 0754 7034").found == ()


@pytest.mark.parametrize(
    "phone",
    [
        "0475 12 34 56", "0475/12.34.56", "0475123456", "+32 475 12 34 56", "0032 475 12 34 56", "+32 (0)475 12 34 56",
        "016 23 45 67", "016/23.45.67", "09-264 12 34", "+32 9 264 12 34", "02 264 12 34", "+31 20 624 1111",
    ],
)  # fmt: skip
def test_telephone_numbers_are_masked(phone: str) -> None:
    masked = mask(f"Bel mij op {phone} na 14 uur")
    assert masked.text == "Bel mij op [telefoonnummer] na 14 uur"
    assert masked.found == ("phone",)


@pytest.mark.parametrize(
    "address", ["jan.peeters@gemeente.be", "J+x@sub.voorbeeld-stad.brussels", "é@gent.be", "jan @ gent.be"]
)
def test_addresses_are_masked(address: str) -> None:
    assert mask(f"Vraag het aan {address}.").text == "Vraag het aan [e-mailadres]."


@pytest.mark.parametrize(
    "words",
    [
        "Wat staat in artikel 8, § 2, 3° van het decreet van 3 februari 2023?",
        "decreet 2023-02-03", "BS 10.03.2023 nr. 2023040590", "numac 2023040590", "artikel 285, 286 en 474",
        "897.000 euro in 2019, 2020 en 2021", "€ 12.345.678,90", "12 345 678 euro", "1.234.567.890 inwoners",
        "2024-2029", "2018 2019 2020 2021 2022 2023", "9820 Merelbeke-Melle", "blz. 12-34, 56, 78",
        "01/01/2025 tot 31/12/2030", "van 01.01.2019 - 31.12.2024", "15 regio's, 285 gemeenten, 6.700.000 inwoners",
        "bel @ 8 uur", "ondernemingsnummer 0207.537.689", "tussen 8u30 en 17u00 op 12-11-2026", "KB 1985073003",
    ],
)  # fmt: skip
def test_years_dates_amounts_articles_and_laws_stay(words: str) -> None:
    assert mask(words).text == words
    assert mask(words).found == ()


def test_no_date_of_sixty_years_is_masked() -> None:
    day = date(1975, 1, 1)
    while day < date(2035, 1, 1):
        for form in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y%m%d", "%d %m %Y"):
            assert mask(f"op {day.strftime(form)} beslist").found == ()
        day += timedelta(days=11)


def test_the_dates_amounts_and_laws_of_the_shipped_documents_may_be_asked_for(shipped: Index) -> None:
    for document in shipped.documents:
        for passage in shipped.passages(document.name):
            assert not set(mask(passage.text).found) - {"email"}, passage.text


def test_masking_what_is_masked_changes_nothing_and_finds_the_same() -> None:
    once = mask(f"{BORN_1985} en jan@gent.be, BE68539007547034")
    assert mask(once.text) == once
    assert once.found == ("national_number", "bank_account", "email")


def test_the_person_is_told_what_was_removed() -> None:
    told = mask(f"Mag {BORN_1985} dat?").notice
    assert told == "Uw vraag bevatte een rijksregisternummer. Ik heb het verwijderd; het wordt niet bewaard."
    told = mask(f"Mag {BORN_1985} of jan@gent.be of 0475 12 34 56 dat?").notice
    assert told.startswith("Uw vraag bevatte een rijksregisternummer, een telefoonnummer en een e-mailadres. Ik heb ze")
    assert mask("Wie beslist?").notice == ""


def test_the_marks_themselves_are_not_searched_for() -> None:
    assert without_marks(mask(f"Mag {BORN_1985} verhuizen?").text).split() == ["Mag", "verhuizen?"]


def test_marks_stand_in_the_file_of_texts() -> None:
    file = tomllib.loads((Path(__file__).parents[2] / "assistant" / "texts.nl.toml").read_text(encoding="utf-8"))
    assert file["masked"]["marks"].keys() == file["masked"]["kinds"].keys()


@given(st.text(st.sampled_from("0123456789 .-/+@aBE[]\n"), max_size=80))
def test_any_text_is_masked_without_an_error_and_once_for_all(words: str) -> None:
    once = mask(words)
    assert mask(once.text).text == once.text

from decimal import Decimal

import pytest

from assistant.checking.facts import Date, facts_of, names_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("897.000 euro", [("897000", "euro")]),
        ("€897,000", [("897000", "euro")]),
        ("897 000 euros", [("897000", "euro")]),
        ("1,5 miljoen euro", [("1500000", "euro")]),
        ("12,5 %", [("12.5", "percent")]),
        ("vijfentwintig procent", [("25", "percent")]),
        ("twenty-five municipalities", [("25", "")]),
        ("de 3de en de vierde stap", [("3", ""), ("4", "")]),
        ("een gemeente", []),
        ("één gemeente", [("1", "")]),
        ("2021-2023", [("2021", ""), ("2023", "")]),
        ("tweemaal", [("2", "")]),
    ],
)
def test_numbers_are_read_with_their_unit(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(number.value, number.unit) for number in facts_of(text).numbers] == [
        (Decimal(value), unit) for value, unit in expected
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("op 3 februari 2023", Date(3, 2, 2023)),
        ("on February 3, 2023", Date(3, 2, 2023)),
        ("le 3 février 2023", Date(3, 2, 2023)),
        ("3/2/2023", Date(3, 2, 2023)),
        ("2023-02-03", Date(3, 2, 2023)),
        ("in december 2024", Date(None, 12, 2024)),
        ("elk jaar in maart", Date(None, 3, None)),
        ("uiterlijk op 1 januari 2031", Date(1, 1, 2031, "upper")),
        ("vanaf 1 januari 2031", Date(1, 1, 2031, "lower")),
    ],
)
def test_dates_are_read_as_far_as_they_are_given(text: str, expected: Date) -> None:
    assert facts_of(text).dates == (expected,)


def test_a_date_fits_one_that_says_more_and_no_other() -> None:
    assert Date(None, 2, 2023).fits(Date(3, 2, 2023))
    assert not Date(3, 2, 2023).fits(Date(None, 2, 2023))
    assert not Date(3, 3, 2023).fits(Date(3, 2, 2023))


def test_a_label_makes_a_reference_of_each_number_behind_it() -> None:
    labels = {
        str(number.value): number.label for number in facts_of("artikelen 3, 4 en 8, tip 2. Er zijn 7 leden.").numbers
    }
    assert labels["3"] == labels["4"] == labels["8"] is not None
    assert labels["2"] not in (None, labels["3"])
    assert labels["7"] is None


def test_addresses_and_numbers_with_letters_are_codes() -> None:
    assert facts_of("Mail regio@voorbeeld.be of zie www.voorbeeld.be over artikel 8bis.").codes == {
        "regio@voorbeeld.be", "www.voorbeeld.be", "8bis",
    }  # fmt: skip


def test_names_are_words_with_a_capital_that_do_not_only_open_a_sentence() -> None:
    found = list(names_of("Antwerpen vroeg de OCMW-raad van De Panne om raad. Zie maandag in Mei: “Elke stad”."))
    assert [name for name, opens in found if not opens] == ["ocmw", "de", "panne"]
    assert [name for name, opens in found if opens] == ["antwerpen", "zie", "elke"]

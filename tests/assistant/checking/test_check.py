"""Sentences against quotes. The quotes are made up here; the words are read with the index of the shipped documents."""

import pytest

from assistant.checking.check import Check, Cited, Fault
from corpus.index import Index

VALUES = (
    "De gemeente Beekdal kreeg op 3 februari 2023 hoogstens 25.000 euro, of 12,5 procent van de kosten, "
    "op grond van artikel 8, § 2 van het reglement."
)
POLARITY = "Regiomobiliteit gaat over personeel van lokale besturen en niet over de bus of ander vervoer."
RULE = "Een gemeente kan tot 1 januari 2031 uitstel vragen aan de Vlaamse Regering, behalve voor afval."
COUNTED = "Het verband telt 3 gemeenten en 5 provincies."


@pytest.fixture(scope="module")
def check(shipped: Index) -> Check:
    return Check(shipped)


def fault(check: Check, quote: str, sentence: str, language: str = "nl", headings: str = "") -> Fault | None:
    return check.fault(sentence, [Cited(quote, headings)], language)


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        (VALUES, VALUES),
        (VALUES, "Beekdal kreeg hoogstens 25.000 euro."),
        (VALUES, "In 2023 kreeg de gemeente Beekdal hoogstens € 25 000."),
        (VALUES, "In februari 2023 kreeg Beekdal hoogstens vijfentwintigduizend euro of 12,5 % van de kosten."),
        (VALUES, "Volgens artikel 8 van het reglement kreeg Beekdal 12,5 procent van de kosten."),
        (POLARITY, "Regiomobiliteit gaat over personeel."),
        (POLARITY, "Regiomobiliteit gaat niet over de bus."),
        (POLARITY, "Regiomobiliteit gaat over het personeel van lokale besturen, niet over vervoer."),
        (RULE, "Behalve voor afval kan een gemeente uitstel vragen aan de Vlaamse Regering."),
        (RULE, "Tot 1 januari 2031 kan een gemeente uitstel vragen, behalve voor afval."),
        (COUNTED, "Het verband telt drie gemeenten."),
        ("Nee, dat hoeft niet voor een OCMW.", "Nee, voor een OCMW hoeft dat niet."),
    ],
)
def test_what_the_quote_says_in_other_words_may_be_said(check: Check, quote: str, sentence: str) -> None:
    assert fault(check, quote, sentence) is None


@pytest.mark.parametrize(
    ("quote", "sentence", "expected"),
    [
        (VALUES, "Beekdal kreeg hoogstens 52.000 euro.", Fault.NUMBER),
        (VALUES, "Beekdal kreeg hoogstens 25.000 procent van de kosten.", Fault.NUMBER),
        (VALUES, "Beekdal kreeg minstens 25.000 euro.", Fault.NUMBER),
        (VALUES, "Beekdal kreeg hoogstens 25 miljoen euro.", Fault.NUMBER),
        (VALUES, "Beekdal kreeg twee keer hoogstens 25.000 euro.", Fault.NUMBER),
        (VALUES, "Beekdal kreeg in 2024 hoogstens 25.000 euro.", Fault.NUMBER),
        (VALUES, "Op grond van artikel 2 van het reglement kreeg Beekdal 12,5 procent van de kosten.", Fault.NUMBER),
        (VALUES, "Op 2 februari 2023 kreeg Beekdal hoogstens 25.000 euro.", Fault.DATE),
        (VALUES, "In maart 2023 kreeg Beekdal hoogstens 25.000 euro.", Fault.DATE),
        (VALUES, "De gemeente Melle kreeg hoogstens 25.000 euro.", Fault.NAME),
        (VALUES, "Melle kreeg hoogstens 25.000 euro.", Fault.NAME),
        (VALUES, "Beekdal kreeg van de VVSG hoogstens 25.000 euro.", Fault.NAME),
        (VALUES, "Beekdal kreeg hoogstens 25.000 euro, zie www.kwaad.example.", Fault.CODE),
        (VALUES, "Beekdal kreeg hoogstens 25.000 euro op grond van artikel 8bis.", Fault.CODE),
        (VALUES, "Het reglement zegt: “Beekdal krijgt elk jaar de kosten.”", Fault.QUOTED),
        (VALUES, "Ja, Beekdal kreeg hoogstens 25.000 euro.", Fault.VERDICT),
        ("Nee, dat hoeft niet voor een OCMW.", "Ja, voor een OCMW hoeft dat.", Fault.VERDICT),
        (VALUES, "De burgemeester zit elke week het overleg met de school voor.", Fault.UNCOVERED),
        (
            VALUES,
            "Beekdal kreeg hoogstens 25.000 euro op grond van het reglement, en de gouverneur verving het college.",
            Fault.UNCOVERED,
        ),
        (POLARITY, "Regiomobiliteit gaat over de bus.", Fault.NEGATION),
        (POLARITY, "Regiomobiliteit gaat niet over personeel.", Fault.NEGATION),
        (POLARITY, "Regiomobiliteit gaat over geen personeel van lokale besturen.", Fault.NEGATION),
        (RULE, "Een gemeente kan tot 1 januari 2031 geen uitstel vragen, behalve voor afval.", Fault.NEGATION),
        (RULE, "Een gemeente kan uitstel vragen aan de Vlaamse Regering.", Fault.EXCEPTION),
        (RULE, "Een gemeente moet uitstel vragen aan de Vlaamse Regering, behalve voor afval.", None),
        (RULE, "Vanaf 1 januari 2031 kan een gemeente uitstel vragen, behalve voor afval.", Fault.DATE),
        (COUNTED, "Het verband telt 5 gemeenten.", Fault.NUMBER),
        (
            "Het aantal inwoners van de gemeenten in de referentieregio daalt sneller dan dat van Vlaanderen.",
            "Het aantal inwoners van de gemeenten in de referentieregio stijgt sneller dan dat van Vlaanderen.",
            Fault.OPPOSITE,
        ),
        ("Samenwerken met buren is soms zinvol.", "Samenwerken met buren is altijd zinvol.", Fault.STRONGER),
        ("De gemeenteraad keurt de statuten goed.", "Alleen de gemeenteraad keurt de statuten goed.", Fault.STRONGER),
    ],
)
def test_what_the_quote_does_not_say_is_found(check: Check, quote: str, sentence: str, expected: Fault | None) -> None:
    found = fault(check, quote, sentence)
    if expected is None:
        assert found is not None
    else:
        assert found is expected


def test_a_sentence_without_citation_is_not_shown(check: Check) -> None:
    assert check.fault("Beekdal ligt aan zee.", []) is Fault.NO_CITATION


def test_several_quotes_together_may_carry_a_sentence(check: Check) -> None:
    cited = [Cited("Het verband telt 3 gemeenten."), Cited("Het verband is opgericht in 1998.")]
    sentence = "Het verband met 3 gemeenten is opgericht in 1998."
    assert check.fault(sentence, cited) is None
    assert check.fault(sentence, cited[:1]) is Fault.NUMBER


def test_the_heading_says_what_a_quote_is_about_but_lends_it_no_names(check: Check) -> None:
    quote = "Er zijn drie stappen: afbakenen, afstemmen en afspraken maken."
    sentence = "Regiovorming bestaat uit drie stappen: afbakenen, afstemmen en afspraken maken."
    assert fault(check, quote, sentence, headings="Stappen van regiovorming") is None
    named = "Er zijn volgens Beekdal drie stappen: afbakenen, afstemmen en afspraken maken."
    assert fault(check, quote, named, headings="Stappen volgens Beekdal") is Fault.NAME


@pytest.mark.parametrize(
    ("sentence", "language", "expected"),
    [
        ("A municipality can ask the Flemish Government for a delay until 1 January 2031, except for waste.", "en",
         None),
        ("A municipality can ask for a delay until January 1, 2032, except for waste.", "en", Fault.DATE),
        ("A municipality cannot ask the Flemish Government for a delay, except for waste.", "en", Fault.NEGATION),
        ("A municipality can ask the Belgian Government for a delay, except for waste.", "en", Fault.NAME),
        ("Une commune peut demander un report au gouvernement flamand jusqu'au 1 janvier 2031, sauf pour les déchets.",
         "fr", None),
        ("Une commune ne peut pas demander de report au gouvernement flamand, sauf pour les déchets.", "fr",
         Fault.NEGATION),
        ("Mayors love football and cheese very much.", "en", Fault.UNCOVERED),
    ],
)  # fmt: skip
def test_english_and_french_sentences_are_checked_against_dutch_quotes(
    check: Check, sentence: str, language: str, expected: Fault | None
) -> None:
    assert fault(check, RULE, sentence, language) is expected


def test_an_entailment_model_is_asked_last_and_may_refuse(shipped: Index) -> None:
    asked: list[tuple[str, str]] = []

    def entails(pairs):
        asked.extend(pairs)
        return [0.4]

    check = Check(shipped, entails=entails)
    assert check.fault("Het verband telt 9 gemeenten.", [Cited(COUNTED)]) is Fault.NUMBER
    assert not asked
    assert check.fault("Het verband telt 3 gemeenten.", [Cited(COUNTED)]) is Fault.NOT_ENTAILED
    assert asked == [(COUNTED, "Het verband telt 3 gemeenten.")]

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dutch import fold, sentences, terms

TREEBANK = Path(__file__).parents[3] / "shared" / "benchmarks" / "sentences-nl"

dutch_text = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("abcdeghinorstuvwz .,;:!?…'’\"“”()-\n0123456789éëïÉ§"),
    ),
    max_size=200,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("regio's", "regio"),
        ("regio’s", "regio's"),
        ("OCMW's", "OCMW"),
        ("coördinatie", "coordinatie"),
        ("coo\u0308rdinatie", "coördinatie"),
        ("Gemeente", "gemeenten"),
        ("gemeentelijke", "gemeente"),
        ("samenwerkings\u00adverband", "samenwerkingsverbanden"),
        ("samenwerkings\ufffeverband", "samenwerkingsverband"),
        ("art. 8", "artikel 8"),
        ("artikelen 8", "Art. 8"),
        ("§ 2", "§2"),
        ("13/12/2024", "13 december 2024"),
        ("01-01-2025", "1 januari 2025"),
        ("1.000.000 euro", "1000000 euro"),
        ("d’Hondt", "Hondt"),
        ("eﬃciënt", "efficient"),
    ],
)
def test_two_ways_of_writing_give_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("de ver-van-mijn-bed-show", ["vervanmijnbedshow", "ver", "bed", "show"]),
        ("e-mail", ["email", "mail"]),
        ("art. 8", ["artikel", "8", "artikel_8"]),
        ("artikel 396/1", ["artikel", "396", "1", "artikel_396/1"]),
        ("2024-2025", ["2024", "2025"]),
        ("10,5 procent", ["10,5", "procent"]),
        ("wat is het", []),
        ("\ufdfa", terms("صلى الله عليه وسلم")),
        ("", []),
        ("… – !", []),
    ],
)
def test_terms_of_a_text(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_a_hyphenated_word_shares_terms_with_its_parts_and_with_the_word_written_together() -> None:
    assert set(terms("regio-overleg")) >= {*terms("regiooverleg"), *terms("overleg")}


def test_the_part_of_a_word_is_no_article_reference() -> None:
    assert terms("maart 8") == ["maart", "8"]


def test_the_order_of_the_text_is_kept() -> None:
    assert terms("burgemeester, schepen, raad") == [*terms("burgemeester"), *terms("schepen"), *terms("raad")]


@given(dutch_text)
def test_folding_leaves_no_capitals_and_no_marks_however_they_are_composed(text: str) -> None:
    folded = fold(text)
    assert not any("\u0300" <= character <= "\u036f" or "A" <= character <= "Z" for character in folded)
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(dutch_text)
def test_terms_hold_no_white_space_and_do_not_depend_on_case_or_composition(text: str) -> None:
    found = terms(text)
    assert all(term and not any(character.isspace() for character in term) for term in found)
    assert terms(text.lower()) == found
    assert terms(text) == found


@pytest.mark.parametrize("letters", ["regiovorming", "burgemeestersoverleg", "cafés", "één"])
def test_case_and_accents_do_not_change_the_terms(letters: str) -> None:
    assert terms(letters.upper()) == terms(letters) == terms(unicodedata.normalize("NFD", letters))


def _split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["De raad beslist.", "De burgemeester tekent."],
        ["Zie art. 8 en nr. 5 van het decreet.", "Dat geldt bijv. voor gemeenten."],
        ["Het gaat o.a. om zones, d.w.z. Brandweer en politie.", "Meer m.b.t. Zones volgt."],
        ["Parken, wegen, enz.", "Daarna volgt de rest."],
        ["1. De gemeente vraagt advies.", "2. De provincie antwoordt."],
        ["Dat begon op 1 januari 2025.", "Toen trad het in werking."],
        ["De heer J. De Smet en mevr. A.B. Peeters komen.", "Zij spreken."],
        ["Hij zei: “Wij doen mee.”", "Daarna ging hij."],
        ["(Dit geldt niet altijd.)", "Soms wel."],
        ["Waarom…", "Dat weet niemand!", "Echt niet?", "Neen."],
        ["Hij twijfelt… maar tekent."],
        ["1: Begin op tijd."],
        ["Tip 3: Praat met elkaar.", "Doe dat vaak."],
        ["Dat is van vóór 40 v. Chr. en later."],
        ["Een zin zonder einde"],
    ],
)
def test_sentences_are_found(parts: list[str]) -> None:
    assert _split(" ".join(parts)) == parts


def test_an_empty_line_ends_a_sentence() -> None:
    assert _split("Een kop\n\nDe tekst loopt\ndoor.") == ["Een kop", "De tekst loopt\ndoor."]


def test_a_text_without_words_has_no_sentences() -> None:
    assert sentences("") == sentences(" \n\n ") == []


@given(dutch_text)
def test_sentences_are_in_order_and_leave_out_white_space_only(text: str) -> None:
    spans = sentences(text)
    borders = [0, *(border for span in spans for border in span), len(text)]
    assert borders == sorted(borders)
    assert all(text[start:end] and text[start:end] == text[start:end].strip() for start, end in spans)
    gaps = [text[borders[i] : borders[i + 1]] for i in range(0, len(borders), 2)]
    assert not "".join(gaps).strip()


@pytest.mark.skipif(not TREEBANK.is_dir(), reason="shared/benchmarks is not beside this repository")
def test_borders_with_a_full_stop_agree_with_the_treebank() -> None:
    right = wrong = missed = 0
    for gold in _documents():
        text, borders, position = " ".join(gold), set(), 0
        for sentence in gold:
            position += len(sentence)
            if sentence.endswith((".", "!", "?", "…")):
                borders.add(position)
            position += 1
        found = {end for _, end in sentences(text)}
        right, wrong, missed = right + len(found & borders), wrong + len(found - borders), missed + len(borders - found)
    assert 2 * right / (2 * right + wrong + missed) > 0.98


def _documents() -> list[list[str]]:
    documents: dict[str, list[str]] = {}
    name = ""
    for file in sorted(TREEBANK.glob("*.conllu")):
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("# source = "):
                name = line.rpartition("/")[2].partition(".p.")[0]
            elif line.startswith("# text = "):
                documents.setdefault(name, []).append(line.removeprefix("# text = "))
    return list(documents.values())

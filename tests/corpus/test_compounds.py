from pathlib import Path

import pytest

from corpus import lexicon
from corpus.compounds import Splitter, parts_of, read_lists, usual_parts
from corpus.dutch import fold

TREEBANK = Path(__file__).parents[3] / "shared" / "benchmarks" / "sentences-nl"


@pytest.fixture(scope="module")
def splitter() -> Splitter:
    return Splitter(usual_parts(lexicon.frequencies()))


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("burgemeestersoverleg", ("burgemeester", "overleg")),
        ("samenwerkingsverband", ("samenwerking", "verband")),
        ("afvalintercommunale", ("afval", "intercommunale")),
        ("einddatum", ("eind", "datum")),
        ("regiodecreet", ("regio", "decreet")),
        ("gemeenteraadsverkiezingen", ("gemeenteraad", "gemeente", "raad", "verkiezingen")),
    ],
)
def test_a_compound_gives_its_parts_without_what_links_them(
    splitter: Splitter, word: str, parts: tuple[str, ...]
) -> None:
    assert splitter.split(word) == parts


@pytest.mark.parametrize(
    "word",
    ["vereniging", "voorbeeld", "waarschijnlijk", "belangrijk", "onderwijs", "vertellen", "maatschappij", "regio", ""],
)
def test_a_simplex_word_stays_whole(splitter: Splitter, word: str) -> None:
    assert splitter.split(word) == ()


def test_a_word_that_only_the_documents_know_may_be_a_part() -> None:
    without = Splitter(parts_of({"overleg": 4.4}, {}))
    learnt = Splitter(parts_of({"overleg": 4.4}, {"zorgraadje": 5}))
    assert without.split("zorgraadjesoverleg") == ()
    assert learnt.split("zorgraadjesoverleg") == ("zorgraadje", "overleg")


def test_a_word_that_is_more_common_than_its_parts_stays_whole() -> None:
    parts = {"water": 4.0, "druk": 4.0}
    assert Splitter(parts).split("waterdruk") == ("water", "druk")
    assert Splitter({**parts, "waterdruk": 5.0}).split("waterdruk") == ()


def test_lists_stand_under_their_headings_and_remarks_say_nothing() -> None:
    assert read_lists(["# x", "[one]", "a b # c", "[two]", "d"])["one"] == {"a", "b"}


@pytest.mark.skipif(not TREEBANK.is_dir(), reason="shared/benchmarks is not beside this repository")
def test_most_compounds_of_the_treebank_are_split_where_its_lemmas_are(splitter: Splitter) -> None:
    right = wrong = 0
    for word, lemma in _compounds():
        if found := splitter.split(word):
            same = any(part[:4] == lemma[-1][:4] for part in found) and found[0][:4] == lemma[0][:4]
            right, wrong = right + same, wrong + (not same)
    assert right > 500
    assert right / (right + wrong) > 0.9


def _compounds() -> list[tuple[str, list[str]]]:
    found = {}
    for file in TREEBANK.glob("*.conllu"):
        for line in file.read_text("utf-8").splitlines():
            columns = line.split("\t")
            if len(columns) > 3 and columns[3] == "NOUN" and "_" in columns[2] and fold(columns[1]).isalpha():
                found[fold(columns[1])] = fold(columns[2]).split("_")
    return [*found.items()]

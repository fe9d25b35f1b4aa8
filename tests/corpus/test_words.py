import math
from pathlib import Path

import numpy as np
import pytest

from corpus.storing.places import GONE, Places
from corpus.storing.postings import HEADING_WEIGHT, LENGTH_WEIGHT, SATURATION
from corpus.words import Occurrences, Terms, WordIndex, lengths_of, write_segments

PASSAGES = [["regio", "gemeente"], ["gemeente"], ["provincie", "regio", "regio"], ["gemeente"], []]


def asked(*terms: str) -> list[tuple[str, float]]:
    return [(term, 1.0) for term in terms]


def test_bm25_as_computed_by_hand() -> None:
    positions, scores = WordIndex.build(PASSAGES).search(asked("regio"), 10)
    rarity = math.log(1 + (5 - 2 + 0.5) / (2 + 0.5))
    average = 7 / 4  # of the passages that have text

    def expected(count: int, length: int) -> float:
        counted = count / (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / average)
        return rarity * counted / (counted + SATURATION)

    assert positions.tolist() == [2, 0]
    assert scores.tolist() == pytest.approx([expected(2, 3), expected(1, 2)], rel=1e-5)


def test_headings_count_more_than_text_and_with_a_length_of_their_own() -> None:
    index = WordIndex.build([Terms(["regio"], ["naam"]), Terms(["naam"], ["regio"])])
    assert index.search(asked("regio"), 10)[0].tolist() == [0, 1]
    assert index.search(asked("naam"), 10)[0].tolist() == [1, 0]
    rarity = math.log(1 + 0.5 / 2.5)
    assert index.search(asked("regio"), 1)[1].tolist() == pytest.approx(
        [rarity * HEADING_WEIGHT / (HEADING_WEIGHT + SATURATION)]
    )


def test_the_terms_of_a_passage_come_back_in_reading_order() -> None:
    index = WordIndex.build([Terms(["b", "a"], ["c", "a", "c"]), Terms([], [])])
    assert index.terms(0) == Terms(["b", "a"], ["c", "a", "c"])
    assert index.terms(1) == Terms([], [])


def test_where_terms_stand_in_passages_and_at_the_beginning_of_their_section(tmp_path: Path) -> None:
    section = [Terms(["b", "a"], ["c", "a", "d", "c"]), Terms(["b", "a"], ["d", "c"], opens=False)]
    write_segments([(tmp_path / "a", section), (tmp_path / "b", [Terms([], ["a"])])])
    places = Places((np.array([1, 2], np.int32), np.array([0], np.int32)))
    index = WordIndex.join([tmp_path / "a", tmp_path / "b"], places)
    alone, first, second = index.occurrences([0, 1, 2], ["a", "c", "unknown"], opening=3)
    assert alone == Occurrences([], [(0, "a")], [(0, "a")])
    assert first == Occurrences(["a"], [(0, "c"), (1, "a"), (3, "c")], [(0, "c"), (1, "a")])
    assert second == Occurrences(["a"], [(1, "c")], [(0, "c"), (1, "a")])
    assert [index.terms(position).opens for position in range(3)] == [True, True, False]


def test_rare_terms_weigh_more() -> None:
    found = WordIndex.build(PASSAGES).rarities(["gemeente", "regio", "unknown"])
    assert found == pytest.approx({"gemeente": np.log(6 / 3.5), "regio": np.log(6 / 2.5), "unknown": np.log(6 / 0.5)})


def test_segments_answer_as_one(tmp_path: Path) -> None:
    whole = [Terms(["regio"], passage) for passage in PASSAGES]
    write_segments([(tmp_path / "a", whole[:2]), (tmp_path / "b", whole[2:])])
    joined = WordIndex.join(
        [tmp_path / "a", tmp_path / "b"], Places((np.arange(2, dtype=np.int32), np.arange(2, 5, dtype=np.int32)))
    )
    one = WordIndex.build(whole)
    for question in (asked("gemeente"), asked("regio", "provincie")):
        for mine, theirs in zip(joined.search(question, 4), one.search(question, 4), strict=True):
            assert mine.tolist() == theirs.tolist()
    assert joined.counts(["gemeente", "regio"]) == {"gemeente": 3, "regio": 5}
    assert joined.terms(2) == whole[2]


def test_what_is_gone_is_not_found_and_positions_are_those_of_the_whole(tmp_path: Path) -> None:
    write_segments([(tmp_path / "a", [Terms([], passage) for passage in PASSAGES])])
    write_segments([(tmp_path / "b", [Terms([], ["gemeente"])])], lengths_of(tmp_path / "a"))
    places = Places((np.array([1, GONE, 2, GONE, 3], np.int32), np.array([0], np.int32)))
    joined = WordIndex.join([tmp_path / "a", tmp_path / "b"], places)
    assert joined.search(asked("gemeente"), 10)[0].tolist() == [0, 1]
    allowed = np.array([False, True, True, True])
    assert joined.search(asked("gemeente"), 10, allowed=allowed)[0].tolist() == [1]
    assert lengths_of(tmp_path / "b") == lengths_of(tmp_path / "a")


def test_only_passages_with_a_term_are_found_and_equal_ones_keep_their_order() -> None:
    positions, scores = WordIndex.build(PASSAGES).search(asked("gemeente"), 10)
    assert positions.tolist() == [1, 3, 0]
    assert scores[0] == scores[1] > scores[2] > 0


def test_equal_scores_are_cut_off_in_the_order_of_the_passages() -> None:
    index = WordIndex.build([["gemeente"]] * 50)
    assert index.search(asked("gemeente"), 3)[0].tolist() == [0, 1, 2]


def test_a_terms_weight_multiplies_its_score() -> None:
    index = WordIndex.build(PASSAGES)
    whole, half = index.search([("provincie", 1.0)], 10)[1], index.search([("provincie", 0.5)], 10)[1]
    assert half.tolist() == pytest.approx((whole / 2).tolist())
    both = index.search([("regio", 1.0), ("provincie", 0.5)], 1)
    assert both[0].tolist() == [2]
    regio = dict(zip(*(column.tolist() for column in index.search(asked("regio"), 10)), strict=True))
    assert both[1].tolist() == pytest.approx([regio[2] + half[0]])


def test_masked_passages_are_not_found() -> None:
    allowed = np.array([True, False, True, True, True])
    assert WordIndex.build(PASSAGES).search(asked("gemeente"), 1, allowed=allowed)[0].tolist() == [3]


@pytest.mark.parametrize("terms", [[], ["onbekend"]])
def test_a_question_without_known_terms_finds_nothing(terms: list[str]) -> None:
    positions, scores = WordIndex.build(PASSAGES).search(asked(*terms), 10)
    assert len(positions) == len(scores) == 0


def test_an_opened_index_answers_as_the_saved_one(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    built = WordIndex.build(PASSAGES)
    built.save(tmp_path / "words")
    opened = WordIndex.open(tmp_path / "words")
    for question in (asked("gemeente"), [("regio", 1.0), ("provincie", 0.5)], asked("onbekend")):
        for before, after in zip(built.search(question, 10), opened.search(question, 10), strict=True):
            assert before.tolist() == after.tolist()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("passages", [[], [[]], [[], []]])
def test_an_index_without_any_term_can_be_saved_and_finds_nothing(passages: list[list[str]], tmp_path: Path) -> None:
    WordIndex.build(passages).save(tmp_path / "words")
    assert WordIndex.open(tmp_path / "words").search(asked("gemeente"), 10)[0].tolist() == []


def test_the_same_passages_give_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "other"):
        WordIndex.build(PASSAGES).save(tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes() for name in files)


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        WordIndex.open(tmp_path / "nowhere")

from corpus.index import Index
from corpus.searching import STAGES
from evals.golden.evidence import Place, Stretch
from evals.golden.questions import Evidence
from evals.scoring import RETRIEVAL
from evals.stages import Stages, pieces_of, ranking
from tests.evals.answers import question
from tests.evals.conftest import VOTE

ONE, TWO, GONE = (Evidence("gids.pdf", words, 1, piece) for words, piece in (("een", 1), ("twee", 2), ("weg", 3)))


def _place(*passages: str) -> Place:
    return Place("gids.pdf", 1, tuple(Stretch(passage, 0, 1) for passage in passages), "")


def test_a_piece_stands_where_the_first_passage_that_holds_it_does() -> None:
    pieces = [frozenset({"a", "b"}), frozenset({"c"})]
    assert ranking(["x", "b", "a", "c"], pieces) == ["x", "piece 0", "a", "piece 1"]


def test_pieces_of_one_passage_are_one_to_find() -> None:
    """A list that stands in one passage is found at once; its ten items are no ten passages."""
    assert pieces_of(question(gold=(ONE, TWO)), {ONE: _place("a"), TWO: _place("a")}) == [{"a"}]


def test_evidence_that_is_not_in_the_index_stays_to_be_found() -> None:
    pieces = pieces_of(question(gold=(ONE, GONE)), {ONE: _place("a")})
    assert pieces == [{"a"}, frozenset()]


def test_every_stage_is_measured(small_index: Index) -> None:
    golden = question(gold=(Evidence("gids.pdf", VOTE, 1),))
    found = Stages([golden], small_index).found(golden, "Wie stemt over het plan?")
    assert found.keys() == {f"{stage}.{name}" for stage in STAGES for name in RETRIEVAL}
    assert found["lexical.Success@1"] == found["reranked.nDCG@10"] == 1.0


def test_evidence_that_is_lost_costs_points(small_index: Index) -> None:
    gold = (Evidence("gids.pdf", VOTE, 1, 1), Evidence("gids.pdf", "Dit staat er niet meer.", 1, 2))
    golden = question(gold=gold)
    assert Stages([golden], small_index).found(golden, "Wie stemt over het plan?")["lexical.R@10"] == 0.5


def test_a_passage_that_says_something_else_is_no_find(small_index: Index) -> None:
    golden = question(gold=(Evidence("wet.pdf", "De wet regelt iets anders.", 1),))
    found = Stages([golden], small_index).found(golden, "stemt raad plan")
    assert found["lexical.Success@1"] == 0

import pytest

from evals.golden.questions import Evidence
from evals.matching import holds_gold, holds_point, overlap
from tests.evals.answers import GOLD, citation


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (GOLD, True),
        ("De gemeente\u00adraad keurt de toe-\ntreding goed met een meerderheid van stemmen.", True),
        ("keurt de toetreding goed", True),
        (f"Eerst dit. {GOLD} En dan nog iets heel anders dat erbij hoort.", True),
        ("goed met een meerderheid van stemmen. Het college bereidt dat besluit voor.", True),
        ("van stemmen. Het college bereidt dat besluit voor en legt het daarna aan de raad voor.", False),
        # The same small words in the same order, of another place: they share no unbroken run.
        ("De burgemeester keurt een aanvraag goed met advies van diensten.", False),
        ("", False),
    ],
)
def test_quotes_overlap_when_they_share_half_of_the_shorter_in_a_row(quote: str, expected: bool) -> None:
    assert overlap(quote, GOLD) is expected
    assert overlap(GOLD, quote) is expected


def test_the_same_words_of_another_document_are_no_golden_evidence() -> None:
    evidence = Evidence("gids.pdf", GOLD, 3)
    assert holds_gold(citation(), evidence)
    assert holds_gold(citation(page=4), evidence)  # the page of golden evidence is a hint
    assert not holds_gold(citation(document="wet.pdf"), evidence)


@pytest.mark.parametrize(
    ("said", "point", "expected"),
    [
        ("De gemeenteraden keuren dit goed.", "gemeenteraad", True),
        ("Er zijn 10 tips.", "tien tips", True),
        ("Er zijn tien tips.", "10 tips", True),
        ("Er zijn 17 regio's.", "15 regio's", False),
        ("Ten laatste op 1 januari 2031.", "1 januari 2031", True),
        ("Ten laatste op 1 januari 2030.", "1 januari 2031", False),
        ("Het college bereidt dit voor.", "gemeenteraad beslist", False),
        ("Het is een vast gebied.", "gebied van meerdere gemeenten, of vast gebied", True),
    ],
)
def test_a_point_needs_all_its_numbers_and_half_its_words(said: str, point: str, expected: bool) -> None:
    assert holds_point(said, point) is expected

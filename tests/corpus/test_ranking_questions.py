import random
from collections.abc import Sequence

import pytest

from corpus.ranking_questions import Kind, Section, collection, headed, is_held_out, is_human, sections_of
from corpus.searching import PassageText

BODY = (
    "De gemeenteraad stelt het reglement vast na advies van de bevoegde commissie. "
    "Het college maakt het ontwerp bekend op de website van de gemeente. "
    "Iedereen kan binnen dertig dagen schriftelijk bezwaar indienen bij de burgemeester."
)


def _sections(many: int = 60) -> list[Section]:
    texts = [(f"Wet {n}", f"# Regels over onderwerp{n} van de stad\n{BODY}\nHet gaat om zaak{n}.") for n in range(many)]
    return list(sections_of(texts))


def _text(passages: Sequence[PassageText]) -> str:
    return " ".join(passage.text for passage in passages)


def test_sections_keep_headings_that_say_more_than_a_number() -> None:
    found = list(sections_of([("Wet", "Aanhef.\n# Artikel 1\nEen.\n# Vergoeding van kosten\nTwee.\nDrie.")]))
    assert [(one.heading, one.paragraphs) for one in found] == [
        ("", ("Aanhef.",)),
        ("", ("Een.",)),
        ("Vergoeding van kosten", ("Twee.", "Drie.")),
    ]


def test_a_heading_is_asked_when_it_says_enough_and_a_text_answers_it() -> None:
    assert headed(Section(0, "", "Bezwaar bij de burgemeester", (BODY,)))
    assert not headed(Section(0, "", "Bezwaar", (BODY,)))
    assert not headed(Section(0, "", "Bezwaar bij de burgemeester", ("Vervallen.",)))
    assert is_human(Section(0, "", "Hoe dien ik bezwaar in?", (BODY,)))


def test_some_documents_are_held_out_always_the_same_ones() -> None:
    held = {one.title for one in _sections(200) if is_held_out(one)}
    assert 20 < len(held) < 60
    assert held == {one.title for one in _sections(200) if is_held_out(one)}


@pytest.mark.parametrize("kind", ["pages", "laws", "bare"])
def test_the_same_chance_gives_the_same_questions_with_their_answers(kind: Kind) -> None:
    made = [collection(_sections(), kind=kind, size=40, questions=20, chance=random.Random(7)) for _ in range(2)]
    assert made[0] == made[1]
    ids = {passage.id for passage in made[0].passages}
    assert len(ids) == len(made[0].passages) >= 40
    assert 0 < len(made[0].questions) <= 20
    assert all(asked.right and asked.right <= ids for asked in made[0].questions)


def test_pages_do_not_hold_the_heading_that_is_asked() -> None:
    made = collection(_sections(), kind="pages", size=40, questions=40, chance=random.Random(1))
    assert "onderwerp" not in _text(made.passages)
    assert sum("onderwerp" in asked.text for asked in made.questions) > len(made.questions) / 2
    assert not any(passage.headings for passage in made.passages)


def test_laws_stand_under_title_and_heading() -> None:
    made = collection(_sections(), kind="laws", size=10, questions=5, chance=random.Random(1))
    assert all(len(passage.headings) == 2 for passage in made.passages)


def test_questions_that_people_wrote_are_put_as_they_wrote_them() -> None:
    human = Section(99, "Gids", "Hoe dien ik bezwaar in?", (BODY,))
    made = collection([*_sections(), human], kind="human", size=20, questions=5, chance=random.Random(1))
    assert [asked.text for asked in made.questions] == ["Hoe dien ik bezwaar in?"]

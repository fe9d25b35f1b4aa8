import pytest

from assistant.writing.reading import MOST_CHARACTERS, Draft, drafts


def cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


@pytest.mark.parametrize("size", [1, 3, 10_000])
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Een regio is vast [1]. Zij telt 5 gemeenten. [2][3] Klaar. [1, 2]",
         [("Een regio is vast.", (1,)), ("Zij telt 5 gemeenten.", (2, 3)), ("Klaar.", (1, 2))]),
        ("Volgens art. 3 kan het [1-3].", [("Volgens art. 3 kan het.", (1, 2, 3))]),
        ("Zonder bron. Met bron [4]", [("Zonder bron.", ()), ("Met bron", (4,))]),
        ("**Vet** en `code` [2].", [("Vet en code.", (2,))]),
        ("<think>Eerst denken [1]. En nog.</think>Dan zeggen [2].", [("Dan zeggen.", (2,))]),
        ("<think>Alleen denken [1].", []),
        ("", []),
        (" [1] ", []),
    ],
)  # fmt: skip
def test_sentences_come_with_their_marks_however_they_are_cut(written: str, expected: list, size: int) -> None:
    assert [(draft.text, draft.marks) for draft in drafts(cut(written, size))] == expected


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_lines_with_bullets_are_items(size: int) -> None:
    written = "Drie stappen [1]:\n- Afbakenen [1]\n* Afstemmen. [2]\n3. Afspraken maken [3]\n"
    found = list(drafts(cut(written, size)))
    assert found == [
        Draft("Drie stappen:", (1,)),
        Draft("Afbakenen", (1,), item=True),
        Draft("Afstemmen.", (2,), item=True),
        Draft("Afspraken maken", (3,), item=True),
    ]


def test_a_sentence_comes_before_the_next_one_is_complete() -> None:
    read: list[str] = []

    def pieces():
        for piece in ("Een regio is vast [1]. ", "Zij ", "telt ", "vijf gemeenten [2]."):
            read.append(piece)
            yield piece

    first = next(iter(drafts(pieces())))
    assert first == Draft("Een regio is vast.", (1,))
    assert len(read) == 2


def test_babble_without_end_is_not_read_to_its_end() -> None:
    count = 0

    def pieces():
        nonlocal count
        while True:
            count += 1
            yield "bla bla bla bla. "

    list(drafts(pieces()))
    assert count * 17 < 2 * MOST_CHARACTERS

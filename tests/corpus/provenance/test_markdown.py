"""The Markdown of our documents as blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.provenance.markdown import Block, blocks, letters

LATIN = st.text(st.characters(max_codepoint=0x24F))

DOCUMENT = """# Titel
## Tegen wanneer?
Een verband past
in de regio.
<!-- basis: F1,
F2 -->

1. Kijk het na.
2. Vraag het
   aan ABB.

| Wie | Wat |
| --- | :-: |
| Raad | beslist |

<!-- basis: F9.4b -->
"""


def test_blocks_come_in_order_with_the_facts_that_follow_them() -> None:
    assert blocks(DOCUMENT) == (
        Block("heading", 1, ("Titel",), ("F1", "F2")),
        Block("heading", 2, ("Tegen wanneer?",), ("F1", "F2")),
        Block("paragraph", 0, ("Een verband past in de regio.",), ("F1", "F2")),
        Block("list", 0, ("Kijk het na.", "Vraag het aan ABB."), ()),
        Block("table", 0, ("Wie\tWat", "Raad\tbeslist"), ("F9.4b",)),
    )


@pytest.mark.parametrize("empty", ["", "\n\n", "<!-- basis: F1 -->"])
def test_a_text_without_words_has_no_blocks(empty: str) -> None:
    assert blocks(empty) == ()


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Regio-\nvorming", "regiovorming"),
        ("regio\u00advorming", "regiovorming"),
        ("regio\ufffevorming", "regiovorming"),
        ("ﬁnanciële", "financiële"),
        ("coo\u0308rdinator", "coördinator"),
        ("Art. 4, 2°", "art42"),
    ],
)
def test_letters_leave_out_what_a_page_may_change(text: str, same: str) -> None:
    assert letters(text) == same


@given(LATIN)
def test_letters_of_letters_are_the_same(text: str) -> None:
    assert letters(letters(text)) == letters(text)


@given(LATIN, st.sampled_from([" ", "\n", "-", "\u00ad", "\ufffe", "\t", "|"]))
def test_letters_do_not_see_white_space_and_hyphens(text: str, between: str) -> None:
    assert letters(between.join(["regio", text, "vorming"])) == letters(" ".join(["regio", text, "vorming"]))

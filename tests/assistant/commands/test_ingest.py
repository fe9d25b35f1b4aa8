from assistant.commands.ingest import described
from corpus.changes import DocumentChange, Excerpt


def excerpt(number: int) -> Excerpt:
    return Excerpt(str(number), ("Titel", "Kop"), number, " ".join(["woord"] * 20))


def test_a_passage_is_named_by_its_page_its_headings_and_its_first_words() -> None:
    change = DocumentChange("gids.pdf", "changed", 9, added=(excerpt(3),), removed=(excerpt(1), excerpt(2)))
    first, *rest = described([change])
    assert first == "gids.pdf: passages: 1 added, 2 removed"
    words = " ".join(["woord"] * 10) + " …"
    assert rest == [f"  {what} p. {page}, Titel > Kop: {words}" for what, page in
                    (("removed", 1), ("removed", 2), ("added", 3))]  # fmt: skip


def test_more_than_a_screen_holds_is_counted() -> None:
    many = DocumentChange("a.pdf", "changed", 99, added=tuple(excerpt(number) for number in range(1, 41)))
    lines = list(described([many]))
    assert (len(lines), lines[-1]) == (12, "  and 30 passages more")
    lines = list(described([DocumentChange(f"{at}.pdf", "added", 1) for at in range(100)]))
    assert (len(lines), lines[-1]) == (21, "and 80 documents more")


def test_a_document_whose_text_stayed_or_cannot_be_compared_is_told() -> None:
    assert list(described([DocumentChange("a.pdf", "changed", 3), DocumentChange("b.pdf", "unknown", 4)])) == [
        "a.pdf: no passage changed",
        "b.pdf: read again, 4 passages; they cannot be compared with those before",
    ]

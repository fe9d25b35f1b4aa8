"""Cuts exact quotes from passages."""

from collections.abc import Iterator

from corpus.types import Box, Passage, Quote, Rectangle


def cut(passage: Passage, start: int, end: int) -> tuple[Quote, ...]:
    """Return the words of `passage.text[start:end]` as quotes, one for each page they stand on, in order.

    `start` and `end` are character offsets at word borders. Raises ValueError when no word lies between them.
    """
    boxes = [box for box in passage.boxes if box.start < end and box.end > start]
    if not boxes:
        raise ValueError(f"passage {passage.id} has no words between {start} and {end}")
    return tuple(
        _quote(passage, start, end, [box for box in boxes if box.page == page])
        for page in dict.fromkeys(box.page for box in boxes)
    )


def _quote(passage: Passage, start: int, end: int, boxes: list[Box]) -> Quote:
    first, last = max(start, boxes[0].start), min(end, boxes[-1].end)
    text = " ".join(passage.text[first:last].split())
    return Quote(passage, first, last, text, boxes[0].page, tuple(_lines(boxes)))


def _lines(boxes: list[Box]) -> Iterator[Rectangle]:
    """Join the boxes that share a line, so that a highlight has no gaps between words."""
    line = boxes[0]
    for box in boxes[1:]:
        overlap = min(line.top, box.top) - max(line.bottom, box.bottom)
        same_line = overlap > 0.5 * min(line.top - line.bottom, box.top - box.bottom)
        if same_line and box.left >= line.left:
            line = Box(
                line.start, box.end, line.page,
                line.left, min(line.bottom, box.bottom), max(line.right, box.right), max(line.top, box.top),
            )  # fmt: skip
        else:
            yield _rectangle(line)
            line = box
    yield _rectangle(line)


def _rectangle(box: Box) -> Rectangle:
    return Rectangle(box.page, round(box.left, 2), round(box.bottom, 2), round(box.right, 2), round(box.top, 2))

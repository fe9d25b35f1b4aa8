"""Word lists as people edit them: a line each, # begins a remark."""

from collections.abc import Iterator
from importlib import resources

_LISTS = resources.files("corpus") / "lists"


def shipped(name: str) -> str:
    """Return the text of a list that comes with the product."""
    return (_LISTS / name).read_text("utf-8")


def lines(text: str) -> Iterator[str]:
    """Yield the lines of a list that say something, without remarks and outer spaces."""
    for line in text.splitlines():
        if said := line.partition("#")[0].strip():
            yield said


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield both sides of the lines `left = right`; the right may be empty."""
    for line in lines(text):
        left, _, right = line.partition("=")
        yield left.strip(), right.strip()


def continued(text: str) -> str:
    """Return the text with each list of words joined to the line with `=` that closes it."""
    joined, waiting = [], ""
    for line in lines(text):
        waiting = f"{waiting} {line}".strip()
        if "=" in line:
            joined.append(waiting)
            waiting = ""
    return "\n".join(joined)

"""Pages that other packages add to the web application, found by the entry point group `assistant.pages`.

An entry point names a function that takes a `PageContext` and returns a FastAPI router. The product imports none of
these packages by name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from fastapi import APIRouter

from assistant.assistant import Assistant
from assistant.records import Records
from assistant.settings import Settings

GROUP = "assistant.pages"


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page may use: the settings, the assistant on the generation that is live now, and what is kept.

    A request calls `current` once and keeps what it gives until it is done.
    """

    settings: Settings
    current: Callable[[], Assistant]
    records: Records


Pages = Callable[[PageContext], APIRouter]
"""What an entry point names."""


def pages_of(
    context: PageContext, found: Iterable[EntryPoint] | None = None
) -> tuple[tuple[APIRouter, ...], tuple[str, ...]]:
    """Return the routers of all installed pages, and a line for each page that lacks a module and is left out.

    `found` are the entry points to use, those of the group unless given.
    """
    routers, left_out = list[APIRouter](), list[str]()
    for entry in entry_points(group=GROUP) if found is None else found:
        try:
            pages: Pages = entry.load()
        except ImportError as error:
            left_out.append(f"the pages “{entry.name}” are left out: {error}; install what they need, or remove them")
            continue
        routers.append(pages(context))
    return tuple(routers), tuple(left_out)

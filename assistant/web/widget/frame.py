"""The chat page as it stands in a frame on somebody's page: who may frame it, and what it shows there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from assistant.records.kept import Widget
from assistant.texts import DUTCH
from assistant.web.widget.looks import OPTIONS, language_of, usable

NAME, SHAPE, FLOATING = "widget", "vorm", "zwevend"
"""What stands in the address of a frame, besides the options by their names."""

MOST_PARAMETERS = 20


@dataclass(frozen=True, slots=True)
class Frame:
    """A widget as one page asked for it. `looks` is what holds of the options; `floating` has a bar of its own.

    `language` is that of the chat page: nl, en or fr.
    """

    widget: Widget
    looks: Mapping[str, str]
    floating: bool = False
    language: str = DUTCH


def frame_address(base: str, name: str) -> str:
    """Return the address to put in a frame, for a server reached at `base`."""
    return f"{base.rstrip('/')}/?{urlencode({NAME: name})}"


def parameters(query: bytes) -> dict[str, str]:
    """Return what an address asks. What cannot be read is left out."""
    try:
        return dict(parse_qsl(query.decode("ascii"), max_num_fields=MOST_PARAMETERS))
    except ValueError:
        return {}


def framed(widget: Widget, asked: Mapping[str, str], offered: Collection[str] = (DUTCH,)) -> Frame:
    """Return the frame that a page asks for. What it may not change, or what cannot be used, stays as it was set.

    `offered` are the languages of this installation.
    """
    changes = usable({option: asked[option] for option in OPTIONS if option in widget.allowed and option in asked})
    language = language_of(widget, changes.get("language", ""), offered)
    return Frame(widget, {**widget.looks, **changes}, asked.get(SHAPE) == FLOATING, language)


def for_script(frame: Frame, frame_origins: Iterable[str]) -> dict[str, Any]:
    """Return what `static/frame.js` needs to know. `frame_origins` may frame every page of the server."""
    return {
        "name": frame.widget.name,
        "origins": [*frame.widget.origins, *frame_origins],
        "floating": frame.floating,
        "keeps": not frame.widget.keeps_nothing,
        **{option: frame.looks.get(option, "") for option in OPTIONS},
        "language": frame.language,
    }

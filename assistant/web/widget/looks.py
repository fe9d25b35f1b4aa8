"""How a widget looks: what can be set, by the manager or, where the manager allows it, by the page it stands on."""

import re
from collections.abc import Callable, Collection, Mapping

from assistant.records.kept import Widget
from assistant.texts import DUTCH, TAGS
from corpus.errors import SettingError

POSITIONS = ("right", "left", "inline")
LONGEST_TITLE = 60
LONGEST_WORDS = 300
"""Characters of a greeting or a question: they must fit in a panel of 400 pixels without scrolling."""

_COLOR = re.compile(r"#[0-9a-f]{6}")


def language_of(widget: Widget, asked: str, offered: Collection[str]) -> str:
    """Return the language of the page in a widget: what the page around it asks, where it may, else what is set.

    Dutch where the installation does not offer that language.
    """
    wanted = asked if asked and "language" in widget.allowed else widget.looks.get("language", DUTCH)
    return wanted if wanted in offered else DUTCH


def read_look(option: str, given: str) -> str:
    """Return the value of an option, checked. Raises SettingError, naming the option."""
    try:
        return _READ[option](option, " ".join(given.split()))
    except KeyError as error:
        raise SettingError(f"“{option}” is no option of a widget; give one of {', '.join(OPTIONS)}") from error


def usable(given: Mapping[str, str]) -> dict[str, str]:
    """Return what can be used of what a page asks; the rest is left out, since a page cannot be asked to mend it."""
    found = dict[str, str]()
    for option, value in given.items():
        try:
            found[option] = read_look(option, value)
        except SettingError:
            continue
    return found


def _color(option: str, value: str) -> str:
    if not _COLOR.fullmatch(value.lower()):
        raise SettingError(f"{option} is “{value}”; give a colour like #3c1053")
    return value.lower()


def _one_of(choices: Callable[[], tuple[str, ...]]) -> Callable[[str, str], str]:
    def read(option: str, value: str) -> str:
        if value not in choices():
            raise SettingError(f"{option} is “{value}”; give one of {', '.join(choices())}")
        return value

    return read


def _words(longest: int) -> Callable[[str, str], str]:
    def read(option: str, value: str) -> str:
        if not value or len(value) > longest or not value.isprintable():
            raise SettingError(f"{option} has {len(value)} characters; give 1 to {longest}")
        return value

    return read


_READ: Mapping[str, Callable[[str, str], str]] = {
    "position": _one_of(lambda: POSITIONS),
    "color": _color,
    "title": _words(LONGEST_TITLE),
    "greeting": _words(LONGEST_WORDS),
    "language": _one_of(lambda: tuple(TAGS)),
    "question": _words(LONGEST_WORDS),
    "documents": _words(1000),
}

OPTIONS = tuple(_READ)
"""What attributes may change where the manager allows it; `documents` can only be made fewer."""

LOOKS = tuple(option for option in OPTIONS if option != "documents")
"""What the manager sets of the look itself."""

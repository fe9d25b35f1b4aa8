"""Who answers for what is done with people's data here, told on the page *Meer over uw gegevens*.

The owner of an installation says who that is; until then the page says that it is not filled in, and invents nobody.
"""

from dataclasses import dataclass
from html import escape

from assistant.texts import DUTCH_WORDS, Words


@dataclass(frozen=True, slots=True)
class Responsible:
    """The controller (GDPR, article 4, 7): `name` and address in words, where to write, and their privacy statement.

    `contact` is an e-mail or web address; `statement` a web address. None is what was not filled in.
    """

    name: str | None = None
    contact: str | None = None
    statement: str | None = None


NOBODY_NAMED = Responsible()

_SUPERVISORS = {
    "vtc": "https://www.vlaanderen.be/vlaamse-toezichtcommissie",
    "gba": "https://www.gegevensbeschermingsautoriteit.be",
}
"""Who handles complaints about Flemish and local authorities, and about all others; by the name of their text."""


def responsible_part(responsible: Responsible, words: Words = DUTCH_WORDS) -> str:
    """Return as HTML who is responsible, which rights people have, and how they complain."""
    name = responsible.name
    named = words.text("responsible.named", name=name) if name else words.text("responsible.not_named")
    who = [escape(named)]
    if responsible.statement:
        who.append(_link(responsible.statement, words.text("responsible.statement"), words))
    rights = [escape(words.text("responsible.rights"))]
    if responsible.contact:
        rights.append(f"{escape(words.text('responsible.write'))} {_contact(responsible.contact, words)}")
    else:
        rights.append(escape(words.text("responsible.no_contact")))
    complaints = [escape(words.text("responsible.complaint")), *(_supervisor(key, words) for key in _SUPERVISORS)]
    parts = {"who_title": who, "rights_title": rights, "complaint_title": complaints}
    return "".join(_section(title, paragraphs, words) for title, paragraphs in parts.items())


def _section(title: str, paragraphs: list[str], words: Words) -> str:
    heading = escape(words.text(f"responsible.{title}"))
    content = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f'<section class="verantwoordelijk"><h2>{heading}</h2>{content}</section>'


def _supervisor(key: str, words: Words) -> str:
    supervisor = _link(_SUPERVISORS[key], words.text(f"responsible.{key}"), words)
    return f"{escape(words.text(f'responsible.{key}_for'))} {supervisor}"


def _contact(address: str, words: Words) -> str:
    if "@" in address and "/" not in address:
        return f'<a href="mailto:{escape(address)}">{escape(address)}</a>'
    return _link(address, address, words)


def _link(address: str, shown: str, words: Words) -> str:
    new_tab = f'<span class="verborgen"> {escape(words.text("accessibility.new_tab"))}</span>'
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(shown)}{new_tab}</a>'

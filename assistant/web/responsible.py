"""Who answers for what is done with people's data here, told on the page *Meer over uw gegevens*.

The owner of an installation says who that is; until then the page says that it is not filled in, and invents nobody.
"""

from dataclasses import dataclass
from html import escape

from assistant.texts import text


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


def responsible_part(responsible: Responsible) -> str:
    """Return as HTML who is responsible, which rights people have, and how they complain."""
    named = text("responsible.named", name=responsible.name) if responsible.name else text("responsible.not_named")
    who = [escape(named)]
    if responsible.statement:
        who.append(_link(responsible.statement, text("responsible.statement")))
    rights = [escape(text("responsible.rights"))]
    if responsible.contact:
        rights.append(f"{escape(text('responsible.write'))} {_contact(responsible.contact)}")
    else:
        rights.append(escape(text("responsible.no_contact")))
    complaints = [escape(text("responsible.complaint")), *(_supervisor(key) for key in _SUPERVISORS)]
    return (
        _section("who_title", who) + _section("rights_title", rights) + _section("complaint_title", complaints)
    )  # fmt: skip


def _section(title: str, paragraphs: list[str]) -> str:
    heading = escape(text(f"responsible.{title}"))
    content = "".join(f"<p>{words}</p>" for words in paragraphs)
    return f'<section class="verantwoordelijk"><h2>{heading}</h2>{content}</section>'


def _supervisor(key: str) -> str:
    return f"{escape(text(f'responsible.{key}_for'))} {_link(_SUPERVISORS[key], text(f'responsible.{key}'))}"


def _contact(address: str) -> str:
    if "@" in address and "/" not in address:
        return f'<a href="mailto:{escape(address)}">{escape(address)}</a>'
    return _link(address, address)


def _link(address: str, words: str) -> str:
    new_tab = f'<span class="verborgen"> {escape(text("accessibility.new_tab"))}</span>'
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(words)}{new_tab}</a>'

"""The municipalities that the documents know with their region, from the table that lists them.

It is the longest table whose heading row begins with *Gemeente* and ends with a column of regions (*Referentieregio*),
in whatever document it stands. A municipality that merged stands in it with *deel van* the new one, whose name it goes
by.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from corpus.dutch import fold
from corpus.errors import SettingError
from corpus.types import Passage

NEAR: Final = 3
"""Names offered in place of one that nobody knows."""

MOST_BEGUN: Final = 6
"""Names offered that begin as somebody typed: they fit on a phone, and who begins with *Sint* can type on."""

LIKE: Final = 0.6
"""How like a name must be to be offered, by difflib's ratio, its own default: *Merelbeke* for *Merelbeeke* is .95."""

LONGEST_SHOWN: Final = 60
"""Characters of what was given that the message repeats."""

_PART_OF = re.compile(r"\bdeel van (?P<whole>[^\t,;()]+)", re.IGNORECASE)


class UnknownMunicipality(SettingError):
    """No such municipality stands in the documents; `near` are those that are like it, and the message names them."""

    def __init__(self, name: str, near: Sequence[str]) -> None:
        """`name` is what was given."""
        hint = f"did you mean {', '.join(near)}?" if near else "give the name of a Flemish municipality"
        super().__init__(f"the municipality “{name}” is not in the documents' table of municipalities; {hint}")
        self.name, self.near = name, tuple(near)


@dataclass(frozen=True, slots=True)
class Municipalities:
    """Each municipality with its region, in the order of the table, and the names under which others went before."""

    regions: Mapping[str, str]
    now: Mapping[str, str]

    def named(self, given: str) -> str:
        """Return the name as the table writes it, of a merged municipality that of the new one.

        Where the documents hold no such table nothing can be checked, and the name comes back as it is.
        Raises UnknownMunicipality.
        """
        name = " ".join(given.split())
        if not self.regions:
            return name
        written = {_key(one): one for one in (*self.now, *self.regions)}
        found = written.get(_key(name))
        if found is None:
            raise UnknownMunicipality(name[:LONGEST_SHOWN], self._near(_key(name), written))
        return self.now.get(found, found)

    def region_of(self, name: str) -> str | None:
        """Return the region of a municipality, of a merged one that of the new one; None where the table lacks it."""
        known = {_key(one): region for one, region in self.regions.items()}
        known |= {_key(old): self.regions[new] for old, new in self.now.items()}
        return known.get(_key(name))

    def meant(self, given: str) -> tuple[str | None, tuple[str, ...]]:
        """Return which municipality a name that somebody began to type stands for, and those that it may stand for.

        The first is None unless the name is that of one municipality, or begins only one: *merelb* is Merelbeke-Melle.
        """
        folded = _key(given)
        if not folded:
            return None, ()
        written = {_key(one): one for one in (*self.now, *self.regions)}
        begun = [folded] if folded in written else [one for one in written if one.startswith(folded)]
        begun = begun or [one for one in written if f"-{folded}" in one]
        names = tuple(dict.fromkeys(self.now.get(written[one], written[one]) for one in begun))
        if not names:
            return None, tuple(self._near(folded, written))
        return (names[0], names) if len(names) == 1 else (None, names[:MOST_BEGUN])

    def _near(self, folded: str, written: Mapping[str, str]) -> list[str]:
        like = [one for one in written if folded and (folded in one.split("-") or one.startswith(folded))]
        like += get_close_matches(folded, written, n=NEAR, cutoff=LIKE)
        return list(dict.fromkeys(self.now.get(written[one], written[one]) for one in like))[:NEAR]


def _key(name: str) -> str:
    """Return how a name is looked up: *merelbeke melle* is Merelbeke-Melle."""
    return "-".join(fold(name).replace("-", " ").split())


def municipalities_in(passages: Iterable[Passage]) -> Municipalities:
    """Return the municipalities of these passages, none where no table lists them."""
    tables: dict[tuple[str, tuple[str, ...]], list[list[str]]] = {}
    listing = set()
    for passage in (one for one in passages if one.kind == "table"):
        place = (passage.document, passage.section)
        tables.setdefault(place, []).extend(_rows(passage, "row"))
        if _lists_municipalities(passage):
            listing.add(place)
    regions: dict[str, str] = {}
    now: dict[str, str] = {}
    for cells in max((tables[place] for place in listing), key=len, default=[]):
        whole = _PART_OF.search("\t".join(cells[1:-1]))
        if whole:
            now[cells[0]] = whole["whole"].strip()
        else:
            regions[cells[0]] = cells[-1]
    return Municipalities(regions, {old: new for old, new in now.items() if new in regions})


def _lists_municipalities(passage: Passage) -> bool:
    return any(fold(cells[0]) == "gemeente" and "regio" in fold(cells[-1]) for cells in _rows(passage, "heading"))


def _rows(passage: Passage, kind: str) -> Iterable[list[str]]:
    for unit in passage.units:
        cells = [cell.strip() for cell in passage.text[unit.start : unit.end].split("\t")]
        if unit.kind == kind and len(cells) > 1 and cells[0]:
            yield cells

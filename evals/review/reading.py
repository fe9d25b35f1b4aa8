"""Reads all that a filter leaves, page by page."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from assistant.answer import Outcome
from assistant.records import Records, turns
from assistant.records.kept import KeptTurn, TurnFilter

AT_ONCE: Final = 500
"""Turns read in one go: some 10 MB."""


def all_turns(records: Records, wanted: TurnFilter) -> Iterator[KeptTurn]:
    """Yield every turn that the filter leaves, newest first. Raises RecordsError."""
    number, left = 1, True
    while left:
        page = turns.find(records, wanted, number=number, size=AT_ONCE)
        yield from page.items
        left = number * AT_ONCE < page.total
        number += 1


def ids_by_outcome(records: Records, wanted: TurnFilter) -> dict[str, tuple[str, ...]]:
    """Return the ids of the turns that the filter leaves by how they ended, refusals too. Raises RecordsError."""
    outcomes = wanted.outcomes or tuple(Outcome)
    found = {outcome.value: turns.ids(records, replace(wanted, outcomes=(outcome,))) for outcome in outcomes}
    return {outcome: ids for outcome, ids in found.items() if ids}

"""Which answers a list shows: read from an address, and written back into one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from assistant.answer import Outcome
from assistant.records.kept import TurnFilter
from evals.review.forms import iso_day, whole

RATINGS: Final = ("nuttig", "niet-nuttig", "geen")
NAMES: Final = (
    "bron",
    "uitkomst",
    "waardering",
    "van",
    "tot",
    "document",
    "woorden",
    "open",
    "onbeoordeeld",
    "opnieuw",
)
"""The names in an address. What cannot be read there does not filter."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters as chosen, by NAMES, and as the records take them."""

    chosen: Mapping[str, str]
    wanted: TurnFilter

    @property
    def query(self) -> str:
        """What goes behind the question mark of an address."""
        return urlencode(self.chosen)


def filters(given: Mapping[str, str], reviewer: str) -> Filters:
    """Return the filters of an address; `reviewer` is who has not judged what is *open*."""
    chosen = {name: given[name].strip()[:200] for name in NAMES if given.get(name, "").strip()}
    rating = chosen.get("waardering")
    outcome = chosen.get("uitkomst")
    wanted = TurnFilter(
        outcomes=(Outcome(outcome),) if outcome in set(Outcome) else (),
        useful={"nuttig": True, "niet-nuttig": False}.get(rating or ""),
        rated=False if rating == "geen" else None,
        since=iso_day(chosen.get("van")),
        until=iso_day(chosen.get("tot")),
        document=chosen.get("document"),
        words=chosen.get("woorden", ""),
        without_verdict="onbeoordeeld" in chosen,
        without_verdict_of=reviewer if "open" in chosen else None,
        again="opnieuw" in chosen,
        run=whole(chosen.get("bron")),
    )
    return Filters(chosen, wanted)

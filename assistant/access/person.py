"""The person behind a request, and what a person may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do: ask and read, judge answers too, or own the review page and the figures."""

    READER = "reader"
    REVIEWER = "reviewer"
    MANAGER = "manager"


IMPLIED = {
    Role.READER: frozenset({Role.READER}),
    Role.REVIEWER: frozenset({Role.READER, Role.REVIEWER}),
    Role.MANAGER: frozenset(Role),
}
"""Each role with those that it holds too."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. `identifier` is None where nobody signs in; it is shown to no reviewer and kept with no question."""

    identifier: str | None
    roles: frozenset[Role]

    @property
    def reviews(self) -> bool:
        """Whether they may judge answers."""
        return Role.REVIEWER in self.roles

    @property
    def manages(self) -> bool:
        """Whether they may manage the review page and see the figures."""
        return Role.MANAGER in self.roles


ANYBODY = Person(None, IMPLIED[Role.READER])
"""Who asks where nobody signs in."""


@dataclass(frozen=True, slots=True)
class RoleGroups:
    """The groups of each role. Without `readers`, whoever signs in may read."""

    readers: frozenset[str] = frozenset()
    reviewers: frozenset[str] = frozenset()
    managers: frozenset[str] = frozenset()


def person_with(identifier: str, groups: Iterable[str], roles: RoleGroups) -> Person | None:
    """Return the person with this identifier and these groups, None when they may not even read."""
    held = frozenset(groups)
    if held & roles.managers:
        return Person(identifier, IMPLIED[Role.MANAGER])
    if held & roles.reviewers:
        return Person(identifier, IMPLIED[Role.REVIEWER])
    if not roles.readers or held & roles.readers:
        return Person(identifier, IMPLIED[Role.READER])
    return None

import pytest

from assistant.access.person import Role, RoleGroups, person_with

GROUPS = RoleGroups(frozenset({"lezers"}), frozenset({"beoordelaars"}), frozenset({"beheerders"}))


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        (["lezers"], {Role.READER}),
        (["beoordelaars"], {Role.READER, Role.REVIEWER}),
        (["lezers", "beheerders"], {Role.READER, Role.REVIEWER, Role.MANAGER}),
    ],
)
def test_a_group_gives_its_role_and_those_below(groups, roles):
    assert person_with("els", groups, GROUPS).roles == roles


def test_who_is_in_no_group_may_not_even_read():
    assert person_with("els", ["anderen"], GROUPS) is None
    assert person_with("els", [], GROUPS) is None


def test_without_groups_of_readers_everybody_reads_and_nobody_does_more():
    person = person_with("els", ["anderen"], RoleGroups())
    assert person.roles == {Role.READER}
    assert not person.reviews and not person.manages

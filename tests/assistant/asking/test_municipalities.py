import pytest

from assistant.asking.municipalities import Municipalities, UnknownMunicipality, municipalities_in
from corpus.index import Index


@pytest.fixture(scope="module")
def known(shipped: Index) -> Municipalities:
    return municipalities_in(one for document in shipped.documents for one in shipped.passages(document.name))


def test_the_table_of_the_documents_gives_each_municipality_its_region(known: Municipalities) -> None:
    assert len(known.regions) == 285
    assert known.regions["Merelbeke-Melle"] == "Regio Gent"
    assert len(set(known.regions.values())) == 15


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Aalst", "Aalst"),
        (" aalst ", "Aalst"),
        ("melle", "Merelbeke-Melle"),
        ("Ruiselede", "Wingene"),
        ("heist-op-den-berg", "Heist-op-den-Berg"),
    ],
)
def test_a_name_is_written_as_in_the_table_and_a_merged_one_goes_by_its_new_name(
    known: Municipalities, given: str, name: str
) -> None:
    assert known.named(given) == name


@pytest.mark.parametrize(
    ("name", "region"),
    [("Merelbeke-Melle", "Regio Gent"), ("melle", "Regio Gent"), ("Westhoek", None)],
)
def test_a_municipality_has_its_region_under_its_old_name_too(
    known: Municipalities, name: str, region: str | None
) -> None:
    assert known.region_of(name) == region


@pytest.mark.parametrize(
    ("given", "near"),
    [("Antwerpn", "Antwerpen"), ("Heist", "Heist-op-den-Berg"), ("Merelbeeke", "Merelbeke-Melle")],
)
def test_an_unknown_name_is_refused_with_those_that_are_like_it(known: Municipalities, given: str, near: str) -> None:
    with pytest.raises(UnknownMunicipality, match=f"“{given}”.*did you mean") as refused:
        known.named(given)
    assert near in refused.value.near


def test_a_name_like_no_other_is_refused_without_a_guess(known: Municipalities) -> None:
    with pytest.raises(UnknownMunicipality, match="give the name of a Flemish municipality"):
        known.named("xqz")


def test_documents_without_such_a_table_take_every_name() -> None:
    assert municipalities_in([]).named(" Beekdal  aan Zee ") == "Beekdal aan Zee"


@pytest.mark.parametrize(
    ("typed", "found", "near"),
    [
        ("Merelb", "Merelbeke-Melle", ("Merelbeke-Melle",)),
        ("merelbeke  melle", "Merelbeke-Melle", ("Merelbeke-Melle",)),
        ("MELLE", "Merelbeke-Melle", ("Merelbeke-Melle",)),
        ("  den-berg", "Heist-op-den-Berg", ("Heist-op-den-Berg",)),
        ("Aal", None, ("Aalst", "Aalter")),
        ("xqz", None, ()),
        (" ", None, ()),
    ],
)
def test_a_name_that_was_begun_stands_for_the_only_one_that_begins_so(
    known: Municipalities, typed: str, found: str | None, near: tuple[str, ...]
) -> None:
    assert known.meant(typed)[0] == found
    assert sorted(known.meant(typed)[1]) == list(near)


def test_a_misspelt_name_is_asked_back_and_many_that_begin_so_are_cut_short(known: Municipalities) -> None:
    found, near = known.meant("Antwerpn")
    assert found is None and "Antwerpen" in near
    assert len(known.meant("Sint")[1]) == 6

import pytest

from assistant.texts import text
from assistant.web.pages import privacy_page
from assistant.web.responsible import Responsible, responsible_part

NAMED = Responsible(
    "Gemeente Voorbeeld, Marktplein 1", "privacy@gemeente.example", "https://www.gemeente.example/privacy"
)


def test_the_page_names_who_is_responsible_and_where_to_write() -> None:
    shown = privacy_page(90, None, NAMED)
    assert "Gemeente Voorbeeld, Marktplein 1" in shown
    assert 'href="mailto:privacy@gemeente.example"' in shown
    assert 'href="https://www.gemeente.example/privacy"' in shown
    assert text("responsible.not_named") not in shown


def test_nobody_is_invented_where_nothing_is_filled_in() -> None:
    shown = responsible_part(Responsible())
    assert text("responsible.not_named") in shown and text("responsible.no_contact") in shown
    assert "mailto" not in shown and text("responsible.statement") not in shown


@pytest.mark.parametrize("keeps", [True, False])
def test_rights_and_both_supervisors_are_told_also_where_nothing_is_kept(keeps: bool) -> None:
    shown = privacy_page(90, None, NAMED, keeps=keeps)
    assert text("responsible.rights") in shown
    assert shown.index("vlaamse-toezichtcommissie") < shown.index("gegevensbeschermingsautoriteit.be")


def test_a_web_address_to_write_to_is_a_link_and_words_of_the_owner_are_text() -> None:
    shown = responsible_part(Responsible("<b>Stad</b>", "https://www.stad.example/@privacy"))
    assert 'href="https://www.stad.example/@privacy"' in shown
    assert "&lt;b&gt;Stad" in shown and "<b>" not in shown

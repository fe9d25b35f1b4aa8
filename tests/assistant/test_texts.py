import pytest

from assistant.texts import long_date, table, text, texts


def test_a_text_is_found_by_section_and_name_and_filled_in():
    assert text("page.title") == "Assistent regiovorming"
    assert text("answer_card.page", page=4) == "bladzijde 4"


@pytest.mark.parametrize("key", ["page.nothing", "nothing.title", "page.title.deeper"])
def test_an_unknown_key_names_the_file(key):
    with pytest.raises(KeyError, match=r"texts\.nl\.toml"):
        text(key)


def test_lists_and_tables_keep_their_order():
    assert texts("dates.months")[0] == "januari"
    assert next(iter(table("verdicts"))) == "correct"


@pytest.mark.parametrize(("iso", "dutch"), [("2026-11-12", "12 november 2026"), ("2024", "2024"), ("", "")])
def test_dates_are_written_out_in_dutch(iso, dutch):
    assert long_date(iso) == dutch

import re
import tomllib
from importlib import resources

import pytest

from assistant.texts import ONLY_DUTCH, TAGS, long_date, table, text, texts, words_in


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


OTHERS = tuple(language for language in TAGS if language != "nl")


def leaves(language: str) -> dict[str, list[str]]:
    """Every text of a file by its key, the texts of a list in order."""
    file = resources.files("assistant").joinpath(f"texts.{language}.toml")

    def walk(found, key: str):
        if isinstance(found, dict):
            for name, inside in found.items():
                yield from walk(inside, f"{key}.{name}" if key else name)
        else:
            yield key, found if isinstance(found, list) else [found]

    return dict(walk(tomllib.loads(file.read_text(encoding="utf-8")), ""))


def placeholders(words: list[str]) -> list[set[str]]:
    return [set(re.findall(r"{(\w+)}", one)) for one in words]


def is_only_dutch(key: str) -> bool:
    return any(key == one or key.startswith(f"{one}.") for one in ONLY_DUTCH)


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_texts_with_the_same_values_to_fill_in(language):
    dutch = {key: words for key, words in leaves("nl").items() if not is_only_dutch(key)}
    other = leaves(language)
    assert other.keys() == dutch.keys()
    assert {key: placeholders(words) for key, words in other.items()} == {
        key: placeholders(words) for key, words in dutch.items()
    }


@pytest.mark.parametrize("key", ONLY_DUTCH)
def test_what_is_only_dutch_is_there(key):
    assert any(one == key or one.startswith(f"{key}.") for one in leaves("nl"))


@pytest.mark.parametrize("language", OTHERS)
def test_no_dutch_text_was_left_untranslated(language):
    dutch, other = leaves("nl"), leaves(language)
    same = {key for key, words in other.items() for one, ours in zip(words, dutch[key], strict=True) if one == ours}
    long = {key for key in same if len(" ".join(other[key]).split()) > 2}
    assert long == set() if language == "en" else long <= {"page.title"}


def test_french_has_a_hard_space_before_its_high_signs():
    said = " ".join(one for words in leaves("fr").values() for one in words)
    assert re.findall(r"[^\u00a0/][:;?!»](?= |$)|«[^\u00a0]", said) == []


def test_another_language_gives_its_own_words_and_dates():
    french = words_in("fr")
    assert (french.text("page.send"), french.tag) == ("Envoyer", "fr-BE")
    assert french.long_date("2026-11-01") == "1er novembre 2026"
    assert words_in("en").long_date("2026-11-12") == "12 November 2026"
    with pytest.raises(KeyError, match=r"texts\.fr\.toml"):
        french.text("demo.name")
    with pytest.raises(KeyError, match=r"texts\.de\.toml"):
        words_in("de")

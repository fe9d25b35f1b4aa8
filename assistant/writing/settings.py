"""What can be set about the writing model."""

from dataclasses import dataclass, field
from typing import Final

LANGUAGES: Final = ("nl", "en", "fr")
"""The languages in which an answer can be written; the first is that of the documents."""

SECONDS: Final = 60.0
"""How long the whole answer may take: a model of 4 billion parameters writes a short answer on a processor in that."""

STALL_SECONDS: Final = 30.0
"""How long a model may be silent before the quotes answer instead."""

A_MILLION: Final = 1_000_000
"""Prices of models are given for so many tokens."""


@dataclass(frozen=True, slots=True)
class WritingSettings:
    """Which language model writes, and its limits.

    `model` is a name as LangChain has it, the provider before it: `ollama:gemma3:4b`. `address` is the base URL of a
    server, None for the provider's own. `entailment` is the name or folder of a CrossEncoder that must agree with
    each sentence, None for none. `seconds` bound the whole answer, `stall_seconds` the wait for the next word.
    The prices are in euro for a million tokens that the model reads and writes, None where they are not known.
    """

    model: str
    address: str | None = None
    key: str | None = field(default=None, repr=False)
    seconds: float = SECONDS
    stall_seconds: float = STALL_SECONDS
    entailment: str | None = None
    input_price: float | None = None
    output_price: float | None = None

    @property
    def provider(self) -> str:
        """The part of the name before the first colon."""
        return self.model.partition(":")[0]

    def cost(self, input_tokens: int, output_tokens: int) -> float | None:
        """Return what these tokens cost in euro, None unless both prices are set."""
        if self.input_price is None or self.output_price is None:
            return None
        return (self.input_price * input_tokens + self.output_price * output_tokens) / A_MILLION

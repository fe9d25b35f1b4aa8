"""A sign-in that is under way, from the moment that the browser leaves for the provider until it comes back."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that is under way; the browser keeps it sealed. `onward` is where it leads in the end."""

    state: str
    nonce: str
    verifier: str
    onward: str
    window: bool = False

    def as_values(self) -> dict[str, Any]:
        """Return it as values that can be sealed."""
        return asdict(self)

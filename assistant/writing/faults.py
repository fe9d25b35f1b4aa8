"""What can go wrong between us and a language model. No message holds a key, a question or what a server said."""

from corpus.errors import ProductError


class WriterFault(ProductError):
    """The model gave no usable answer; the quotes answer instead."""

    retry = False
    """Whether the same request may go well a moment later."""


class Unreachable(WriterFault):
    """No connection."""

    retry = True


class Refused(WriterFault):
    """The server does not accept the key, the model's name or the request."""


class Busy(WriterFault):
    """The server asks for patience (429)."""

    retry = True

    def __init__(self, message: str, *, seconds: float | None = None) -> None:
        """`seconds` is how long the server asks to wait, None when it does not say."""
        super().__init__(message)
        self.seconds = seconds


class ServerFailed(WriterFault):
    """The server failed (5xx)."""

    retry = True


class Stalled(WriterFault):
    """Nothing came for too long."""


class TimeUp(WriterFault):
    """The answer as a whole took too long."""


class CutOff(WriterFault):
    """The answer broke off before its end."""


class Garbled(WriterFault):
    """What came is no answer of a chat model."""

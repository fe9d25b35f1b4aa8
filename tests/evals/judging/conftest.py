"""The server that plays a language model, shared with the tests of the writer."""

from tests.assistant.writing.conftest import scripted

__all__ = ["scripted"]

"""The door to language models: LangChain's chat models, imported when a model is opened and never before.

Their types and errors stop here. What a model writes comes as pieces of text; what goes wrong is a WriterFault.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Event, Thread
from typing import Any, Final, Literal, Protocol

from assistant.answer import Usage
from assistant.writing.faults import (
    Busy,
    CutOff,
    Garbled,
    Refused,
    ServerFailed,
    Stalled,
    TimeUp,
    Unreachable,
    WriterFault,
)
from assistant.writing.settings import WritingSettings
from corpus.errors import ModelError

MOST_TOKENS: Final = 900
"""Tokens of an answer: twelve Dutch sentences with their marks take about 500; a model that babbles is cut off."""

RETRIES: Final = 2
"""How often a request is sent again when nothing came back; a user is waiting."""

BACK_OFF: Final = 0.5
"""Seconds before the first retry; each further one waits four times as long. A server that names a time is heeded."""

GROWTH: Final = 4.0

NO_KEY: Final = "none"
"""Sent to a server of one's own that asks for no key: else the library would send the key for the provider itself."""

ENDED: Final = ("finish_reason", "done_reason", "stop_reason")
"""Under one of these a provider says that the answer is complete."""

ENDS_SAID_BY: Final = ("openai", "azure_openai", "ollama", "mistralai")
"""Providers that always say it; from others an answer without it may be whole."""

COUNTED: Final = ("input_tokens", "output_tokens")
"""What LangChain says that a message took, by these names; some providers spread it over several chunks."""

Piece = str | Usage | BaseException | None
"""What the reading thread hands on: text, what it took, what went wrong, and None at the end."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a model."""

    role: Literal["system", "user"]
    text: str


class Model(Protocol):
    """A language model as the writer sees it."""

    @property
    def name(self) -> str:
        """The name under which answers are signed."""

    def stream(self, messages: Sequence[Message], *, until: float) -> Iterator[str | Usage]:
        """Yield what the model writes, piece by piece, until `until` (of `time.monotonic`), and then what it took.

        A model that does not say what it took yields text only. Raises WriterFault.
        """


def open_model(settings: WritingSettings, *, temperature: float = 0) -> Model:
    """Return the model that the settings name; nothing is sent yet.

    With `temperature` 0 it says what it finds most likely; votes that should differ need more.

    Raises:
        ModelError: the library for this provider is not installed, or it refuses the name.
    """
    try:
        from langchain.chat_models import init_chat_model

        chat = init_chat_model(settings.model, **_parameters(settings, temperature))
    except ImportError as error:
        raise _not_installed(settings) from error
    except Exception as error:
        if not isinstance(error, _REFUSALS) and not _is_of_client(error):
            raise
        # The message may hold the key; its kind says enough.
        raise ModelError(
            f"ASSISTANT_MODEL “{settings.model}” cannot be opened ({type(error).__name__}); give provider:name, "
            "such as ollama:gemma3:4b, and the key in ASSISTANT_MODEL_KEY when the provider asks for one"
            f"{_ALSO_NEEDED.get(settings.provider, '')}"
        ) from None
    return _ChatModel(chat, settings)


_REFUSALS = (ValueError, TypeError, KeyError, AttributeError, OSError, RuntimeError)
"""What LangChain raises for a name or a setting that a provider does not take."""


EXTRAS: Final = {"openai": "openai", "azure_openai": "azure", "ollama": "ollama", "mistralai": "mistralai"}
"""The extra of pyproject.toml that installs what a provider needs."""

_ALSO_NEEDED = {"azure_openai": ", the endpoint in ASSISTANT_MODEL_ADDRESS and the version in OPENAI_API_VERSION"}


def _not_installed(settings: WritingSettings) -> ModelError:
    extra = EXTRAS.get(settings.provider)
    install = f"run: pip install 'assistent-regiovorming[{extra}]'" if extra else "install its LangChain package"
    return ModelError(
        f"ASSISTANT_MODEL is “{settings.model}”, and the library for {settings.provider} is not installed; {install}"
    )


class _ChatModel:
    def __init__(self, chat: Any, settings: WritingSettings) -> None:
        self._chat, self._settings = chat, settings

    @property
    def name(self) -> str:
        return self._settings.model

    def stream(self, messages: Sequence[Message], *, until: float) -> Iterator[str | Usage]:
        wait = BACK_OFF
        for attempt in range(RETRIES + 1):
            some = False
            try:
                for piece in self._once(messages, until=until):
                    some = True
                    yield piece
                return
            except WriterFault as fault:
                asked = fault.seconds if isinstance(fault, Busy) and fault.seconds is not None else wait
                if some or not fault.retry or attempt == RETRIES or time.monotonic() + asked >= until:
                    raise
                log.info("trying again in %.1f s: %s", asked, fault)
                time.sleep(asked)
                wait *= GROWTH

    def _once(self, messages: Sequence[Message], *, until: float) -> Iterator[str | Usage]:
        """Read in a thread, so that silence can be told from speech whatever the library waits for."""
        pieces: Queue[Piece] = Queue()
        stop = Event()
        reading = Thread(target=self._read, args=(messages, pieces, stop), daemon=True, name="writing-model")
        reading.start()
        try:
            while True:
                left = until - time.monotonic()
                if left <= 0:
                    raise self._time_up()
                try:
                    piece = pieces.get(timeout=min(left, self._settings.stall_seconds))
                except Empty:
                    if time.monotonic() >= until:
                        raise self._time_up() from None
                    raise Stalled(
                        f"{self.name} was silent for {self._settings.stall_seconds:g} seconds; "
                        "check its server, or set ASSISTANT_MODEL_STALL_SECONDS"
                    ) from None
                if piece is None:
                    return
                if isinstance(piece, BaseException):
                    raise _fault(piece, self.name) from None
                yield piece
        finally:
            stop.set()

    def _read(self, messages: Sequence[Message], pieces: "Queue[Piece]", stop: Event) -> None:
        from langsmith import tracing_context

        try:
            ended, took = False, Counter[str]()
            # Nothing goes to LangSmith, whatever the environment says: questions stay between us and the model.
            with tracing_context(enabled=False), closing(self._chat.stream(_sent(messages))) as chunks:
                for chunk in chunks:
                    if stop.is_set():
                        return
                    ended = ended or any(chunk.response_metadata.get(key) for key in ENDED)
                    took.update({name: (chunk.usage_metadata or {}).get(name, 0) for name in COUNTED})
                    if text := str(chunk.text):
                        pieces.put(text)
            if not ended and self._settings.provider in ENDS_SAID_BY:
                raise CutOff(f"the answer of {self.name} broke off")
            if took.total():
                read, written = (took[name] for name in COUNTED)
                pieces.put(Usage(read, written, self._settings.cost(read, written)))
            pieces.put(None)
        except BaseException as error:  # noqa: BLE001 - the thread that waits for the answer raises it
            pieces.put(error)

    def _time_up(self) -> TimeUp:
        return TimeUp(
            f"{self.name} took longer than {self._settings.seconds:g} seconds for an answer; "
            "choose a faster model, or set ASSISTANT_MODEL_SECONDS"
        )


def _sent(messages: Sequence[Message]) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in messages]


def _parameters(settings: WritingSettings, temperature: float) -> dict[str, Any]:
    """Return what the provider's class is made with; each has its own names for the same things."""
    address, key, silence = settings.address, settings.key, settings.stall_seconds
    if settings.provider == "ollama":
        client: dict[str, Any] = {"timeout": silence}
        if key:
            client["headers"] = {"Authorization": f"Bearer {key}"}
        return _given(base_url=address, num_predict=MOST_TOKENS, temperature=temperature, client_kwargs=client)
    place = {"azure_openai": "azure_endpoint", "mistralai": "endpoint"}.get(settings.provider, "base_url")
    common = _given(**{place: address}, timeout=silence, max_retries=0, max_tokens=MOST_TOKENS)
    if settings.provider == "openai":
        key = key or (NO_KEY if address else None)
    if address or settings.provider not in ("openai", "azure_openai"):
        # Some models of OpenAI itself refuse any temperature.
        common["temperature"] = temperature
    if settings.provider == "openai" and settings.input_price is not None:
        # A server of one's own counts only when told to; some refuse the wish, so it is sent to those with a price.
        common["stream_usage"] = True
    return common | _given(api_key=key)


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


# ---- what went wrong ----

_SILENT = {"TimeoutException", "APITimeoutError", "TimeoutError"}
_BROKEN_OFF = {"RemoteProtocolError", "IncompleteRead", "ReadError"}
_NO_CONNECTION = {"TransportError", "APIConnectionError", "OSError", "ConnectError"}
_NOT_AN_ANSWER = (ValueError, TypeError, KeyError, IndexError, AttributeError)
_CLIENTS = ("openai", "ollama", "mistralai", "httpx", "langchain", "azure", "pydantic")

BUSY, REFUSALS, FAILED = 429, (400, 401, 403, 404, 405, 413, 422), 500


def _fault(error: BaseException, name: str) -> WriterFault:
    """Return what an error of a client means. One that no client raises is raised as it is: it is a fault of ours."""
    if isinstance(error, WriterFault):
        return error
    chain = [*_causes(error)]
    for one in chain:
        if status := _status(one):
            return _of_status(status, one, name)
    kinds = {kind.__name__ for one in chain for kind in type(one).__mro__}
    if kinds & _SILENT:
        return Stalled(f"{name} did not answer in time; check its server")
    if kinds & _BROKEN_OFF:
        return CutOff(f"the answer of {name} broke off; check its server and the network")
    if kinds & _NO_CONNECTION:
        return Unreachable(f"{name} cannot be reached; check ASSISTANT_MODEL_ADDRESS and whether its server runs")
    if isinstance(error, _NOT_AN_ANSWER) or _is_of_client(error):
        return Garbled(f"{name} gave something else than an answer ({type(error).__name__}); check its address")
    raise error


def _is_of_client(error: BaseException) -> bool:
    return type(error).__module__.startswith(_CLIENTS)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _status(error: BaseException) -> int | None:
    found = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    return found if isinstance(found, int) and found >= min(REFUSALS) else None


def _of_status(status: int, error: BaseException, name: str) -> WriterFault:
    if status == BUSY:
        return Busy(f"{name} gets too many requests (429); try later", seconds=_patience(error))
    if status >= FAILED:
        return ServerFailed(f"the server of {name} failed ({status}); look in its log")
    return Refused(f"{name} refuses the request ({status}); check the key, the model's name and the address")


def _patience(error: BaseException) -> float | None:
    """Return the seconds that a server asks to wait."""
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return float(headers.get("retry-after", ""))
    except ValueError:
        return None

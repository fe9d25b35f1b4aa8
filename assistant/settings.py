"""What can be set. Read once at the start; nothing deeper asks the environment."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, Self, get_args
from urllib.parse import urlsplit

import corpus
from assistant.access.settings import VARIABLES as ACCESS_VARIABLES
from assistant.access.settings import AccessSettings
from assistant.misspelt import check_names
from assistant.web.widget.origins import read_origin
from assistant.writing.settings import LANGUAGES, SECONDS, STALL_SECONDS, WritingSettings
from corpus.embedding.settings import BATCH_SIZE, BUILT_IN, Backend, EmbedderSettings
from corpus.errors import SettingError

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_INDEX = PROJECT / "index"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860
SHIPPED_DOCUMENTS = Path(corpus.__file__).parent / "documents"

NONE = "none"
NO_PROMPT = NONE
"""How a variable says that nothing goes before a text; an empty variable counts as absent."""
PROMPTS = ("embedder_query_prompt", "embedder_passage_prompt")
KEY_FILE = "ASSISTANT_MODEL_KEY_FILE"
QUESTIONS_A_MINUTE = 60
"""Questions of one person or key: nobody reads an answer a second, and a script that asks one holds up nobody."""

KEEP_DAYS = 90
"""Days that questions are kept: long enough to review a quarter."""

Keep = Literal["nothing", "pseudonymous"]
"""What is kept of a conversation: nothing, or all of it under a keyed hash, which is still personal data."""
PSEUDONYM_KEY = "pseudonym.key"
SWITCH = "switch.json"
"""Names of the files beside the records."""

DATABASE = re.compile(r"sqlite:///.+|postgresql(\+psycopg)?://.+")
_SQLITE = "sqlite:///"
DEVICE = re.compile(r"[a-z]+(:[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process.

    `public_address` is where users reach the server: links in answers begin with it. `frame_origins` are the sites
    that may show the page in a frame. `proxies` are the addresses and networks of reverse proxies whose headers count.
    `questions_a_minute` are those of one person or key, None for no limit; an address may ask more. `embedder` is the
    built-in model or the name or folder of a sentence-transformers model; the two prompts go before each question or
    passage, None means those known of the model. `reranker` is the name or folder of a CrossEncoder that orders the
    best passages anew, None for none. `model_backend` is for the embedder, `model_device` and `model_batch_size` are
    for both. `synonyms` is a file with other words of one's own. `help_desk` is an e-mail or web address for questions
    without an answer. `municipality` is who asks, unless a question comes with another one.
    `database` is the SQLAlchemy address of what is kept, None for a file beside the index; questions stay there for
    `keep_days` days, unless `keep` says that none is kept. `controller` is the name and address of who is responsible
    for them under the GDPR, `privacy_contact` the e-mail or web address for people's rights, `privacy_statement` the
    web address of the whole statement. The key of their pseudonyms is in `pseudonym_key_file`, None for a file beside
    the database, made at need. `languages` are those in which the assistant may answer. `model` is the language model
    that words answers, None for none; WritingSettings says what is set about it. `access` says who may enter.
    """

    index: Path = DEFAULT_INDEX
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    public_address: str = f"http://{DEFAULT_HOST}:{DEFAULT_PORT}"
    frame_origins: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    questions_a_minute: int | None = QUESTIONS_A_MINUTE
    access: AccessSettings = field(default_factory=AccessSettings)
    embedder: str = BUILT_IN
    embedder_query_prompt: str | None = None
    embedder_passage_prompt: str | None = None
    reranker: str | None = None
    model_batch_size: int = BATCH_SIZE
    model_device: str | None = None
    model_backend: Backend = "torch"
    synonyms: Path | None = None
    help_desk: str | None = None
    municipality: str | None = None
    # It may hold a password, which must reach no log.
    database: str | None = field(default=None, repr=False)
    keep_days: int = KEEP_DAYS
    keep: Keep = "pseudonymous"
    controller: str | None = None
    privacy_contact: str | None = None
    privacy_statement: str | None = None
    pseudonym_key_file: Path | None = None
    languages: tuple[str, ...] = LANGUAGES
    model: str | None = None
    model_address: str | None = None
    model_key: str | None = field(default=None, repr=False)
    model_seconds: float = SECONDS
    model_stall_seconds: float = STALL_SECONDS
    model_input_price: float | None = None
    model_output_price: float | None = None
    entailment: str | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], **overrides: Any) -> Self:
        """Read the ASSISTANT_… variables; an override that is not None goes before them.

        Empty variables count as absent. Raises SettingError, naming the variable; also for one that is no setting.
        """
        check_names(environ, known=(*(variable for variable, _ in VARIABLES.values()), KEY_FILE, *ACCESS_VARIABLES))
        values = {
            name: read(variable, environ[variable] if name in PROMPTS else environ[variable].strip())
            for name, (variable, read) in VARIABLES.items()
            if environ.get(variable, "").strip()
        }
        if file := environ.get(KEY_FILE, "").strip():
            if "model_key" in values:
                raise SettingError(f"ASSISTANT_MODEL_KEY and {KEY_FILE} are both set; keep one of them")
            values["model_key"] = _secret(KEY_FILE, file)
        values["access"] = AccessSettings.from_environment(environ)
        values |= {name: value for name, value in overrides.items() if value is not None}
        host, port = values.get("host", DEFAULT_HOST), values.get("port", DEFAULT_PORT)
        values.setdefault("public_address", f"http://{f'[{host}]' if ':' in host else host}:{port}")
        return cls(**values)

    @property
    def database_file(self) -> Path | None:
        """The SQLite file beside the index, where no other database is named.

        Not in the folder of the index: who deletes that to build it anew must not lose what reviewers did.
        """
        return None if self.database else self._beside("records.sqlite")

    @property
    def pseudonym_key(self) -> Path:
        """The file with the key of the pseudonyms; one of SQLite stands beside the database, so that both move."""
        if self.pseudonym_key_file:
            return self.pseudonym_key_file
        if self.database and self.database.startswith(_SQLITE):
            return Path(self.database.removeprefix(_SQLITE)).with_name(PSEUDONYM_KEY)
        return self._beside(PSEUDONYM_KEY)

    @property
    def switch_file(self) -> Path:
        """The file that tells that the assistant is switched off."""
        return self._beside(SWITCH)

    def _beside(self, name: str) -> Path:
        index = self.index.absolute()
        return index.with_name(f"{index.name}-records") / name

    @property
    def database_address(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database or f"sqlite:///{self.database_file}"

    @property
    def writing(self) -> WritingSettings | None:
        """All that is set about the language model, None when none is."""
        if self.model is None:
            return None
        return WritingSettings(
            self.model,
            address=self.model_address,
            key=self.model_key,
            seconds=self.model_seconds,
            stall_seconds=self.model_stall_seconds,
            entailment=self.entailment,
            input_price=self.model_input_price,
            output_price=self.model_output_price,
        )

    @property
    def embedding(self) -> EmbedderSettings:
        """All that is set about the embedding model."""
        return EmbedderSettings(
            self.embedder,
            query_prompt=self.embedder_query_prompt,
            passage_prompt=self.embedder_passage_prompt,
            batch_size=self.model_batch_size,
            device=self.model_device,
            backend=self.model_backend,
        )


def _path(_: str, value: str) -> Path:
    return Path(value).expanduser()


def _text(_: str, value: str) -> str:
    return value


def _prompt(_: str, value: str) -> str:
    # As written: the space at the end of “query: ” is part of it.
    return "" if value.strip() == NO_PROMPT else value


def _count(variable: str, value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise SettingError(f"{variable} is “{value}”; give a whole number from 1")
    return int(value)


def _count_or_none(variable: str, value: str) -> int | None:
    return None if value.lower() == NONE else _count(variable, value)


def _device(variable: str, value: str) -> str:
    if not DEVICE.fullmatch(value):
        raise SettingError(f"{variable} is “{value}”; give a device of torch, such as cpu, cuda, cuda:1 or mps")
    return value


def _database(variable: str, value: str) -> str:
    # The value may hold a password, so no message shows it.
    if not DATABASE.fullmatch(value):
        raise SettingError(
            f"{variable} is no address that can be used; give sqlite:////folder/records.sqlite "
            "or postgresql+psycopg://user:password@host/database"
        )
    return value


def _keep(variable: str, value: str) -> str:
    if value not in get_args(Keep):
        raise SettingError(f"{variable} is “{value}”; give one of {', '.join(get_args(Keep))}")
    return value


def _backend(variable: str, value: str) -> str:
    if value not in get_args(Backend):
        raise SettingError(f"{variable} is “{value}”; give one of {', '.join(get_args(Backend))}")
    return value


def _seconds(variable: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise SettingError(f"{variable} is “{value}”; give a number of seconds, such as 60")
    return seconds


def _price(variable: str, value: str) -> float:
    try:
        price = float(value)
    except ValueError:
        price = -1.0
    if not 0 <= price < float("inf"):
        raise SettingError(f"{variable} is “{value}”; give euro for a million tokens, such as 0.15")
    return price


def _model(variable: str, value: str) -> str:
    provider, colon, name = value.partition(":")
    if not (provider and colon and name.strip()):
        raise SettingError(
            f"{variable} is “{value}”; give the provider and the name, such as ollama:gemma3:4b or openai:gpt-4.1-mini"
        )
    return value


def _languages(variable: str, value: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(language.strip().lower() for language in value.split(",") if language.strip()))
    if not set(found) <= set(LANGUAGES) or LANGUAGES[0] not in found:
        raise SettingError(f"{variable} is “{value}”; give nl, alone or with en and fr, such as nl,en,fr")
    return found


def _secret(variable: str, value: str) -> str:
    """Read a key from a file; no message shows what is in it."""
    try:
        key = Path(value).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{variable}: {value} cannot be read; check the path and who may read it") from error
    if not key:
        raise SettingError(f"{variable}: {value} is empty; put the key in it")
    return key


def _port(variable: str, value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise SettingError(f"{variable} is “{value}”; give a port from 1 to 65535")
    return int(value)


def _address(variable: str, value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise SettingError(f"{variable} is “{value}”, no address ({error}); correct it") from error
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise SettingError(f"{variable} is “{value}”; give an address like https://assistent.voorbeeld.be")
    return value.rstrip("/")


def _origins(variable: str, value: str) -> tuple[str, ...]:
    # They become part of the Content-Security-Policy, where a space or a semicolon would begin something else.
    try:
        return tuple(dict.fromkeys(read_origin(origin) for origin in value.split(",") if origin.strip()))
    except SettingError as error:
        raise SettingError(f"{variable}: {error}") from error


def _networks(variable: str, value: str) -> tuple[str, ...]:
    found = [network.strip() for network in value.split(",") if network.strip()]
    for network in found:
        try:
            everybody = ip_network(network, strict=False).prefixlen == 0
        except ValueError as error:
            raise SettingError(
                f"{variable} has “{network}”; give addresses or networks of your proxies, such as 127.0.0.1,10.0.0.0/24"
            ) from error
        if everybody:
            raise SettingError(
                f"{variable} has “{network}”, which believes the headers of everybody; give the addresses or networks "
                "of your proxies, such as 127.0.0.1,10.0.0.0/24"
            )
    return tuple(found)


def _contact(variable: str, value: str) -> str:
    name, at, host = value.partition("@")
    if at and name and "." in host and " " not in value:
        return value
    try:
        return _address(variable, value)
    except SettingError as error:
        raise SettingError(
            f"{variable} is “{value}”; give an e-mail address, or a web address like https://helpdesk.voorbeeld.be"
        ) from error


VARIABLES: Mapping[str, tuple[str, Callable[[str, str], Any]]] = {
    "index": ("ASSISTANT_INDEX", _path),
    "host": ("ASSISTANT_HOST", _text),
    "port": ("ASSISTANT_PORT", _port),
    "public_address": ("ASSISTANT_PUBLIC_ADDRESS", _address),
    "frame_origins": ("ASSISTANT_FRAME_ORIGINS", _origins),
    "proxies": ("ASSISTANT_PROXIES", _networks),
    "questions_a_minute": ("ASSISTANT_QUESTIONS_A_MINUTE", _count_or_none),
    "embedder": ("ASSISTANT_EMBEDDER", _text),
    "embedder_query_prompt": ("ASSISTANT_EMBEDDER_QUERY_PROMPT", _prompt),
    "embedder_passage_prompt": ("ASSISTANT_EMBEDDER_PASSAGE_PROMPT", _prompt),
    "reranker": ("ASSISTANT_RERANKER", _text),
    "model_batch_size": ("ASSISTANT_MODEL_BATCH_SIZE", _count),
    "model_device": ("ASSISTANT_MODEL_DEVICE", _device),
    "model_backend": ("ASSISTANT_MODEL_BACKEND", _backend),
    "synonyms": ("ASSISTANT_SYNONYMS", _path),
    "help_desk": ("ASSISTANT_HELP_DESK", _contact),
    "municipality": ("ASSISTANT_MUNICIPALITY", _text),
    "database": ("ASSISTANT_DATABASE", _database),
    "keep_days": ("ASSISTANT_KEEP_DAYS", _count),
    "keep": ("ASSISTANT_KEEP", _keep),
    "controller": ("ASSISTANT_CONTROLLER", _text),
    "privacy_contact": ("ASSISTANT_PRIVACY_CONTACT", _contact),
    "privacy_statement": ("ASSISTANT_PRIVACY_STATEMENT", _address),
    "pseudonym_key_file": ("ASSISTANT_PSEUDONYM_KEY_FILE", _path),
    "languages": ("ASSISTANT_LANGUAGES", _languages),
    "model": ("ASSISTANT_MODEL", _model),
    "model_address": ("ASSISTANT_MODEL_ADDRESS", _address),
    "model_key": ("ASSISTANT_MODEL_KEY", _text),
    "model_seconds": ("ASSISTANT_MODEL_SECONDS", _seconds),
    "model_stall_seconds": ("ASSISTANT_MODEL_STALL_SECONDS", _seconds),
    "model_input_price": ("ASSISTANT_MODEL_INPUT_PRICE", _price),
    "model_output_price": ("ASSISTANT_MODEL_OUTPUT_PRICE", _price),
    "entailment": ("ASSISTANT_ENTAILMENT", _text),
}
"""Each setting with its variable and how its text is read."""

"""Opens an assistant on the index, and the records, that the settings name."""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from assistant.asking.municipalities import UnknownMunicipality
from assistant.assistant import Assistant
from assistant.remarks import Remarks, no_remarks
from assistant.settings import Settings
from corpus.embedding import Judge, load, load_entailment, load_judge
from corpus.errors import SettingError
from corpus.index import Index, LiveIndex

if TYPE_CHECKING:
    from assistant.records import Records
    from assistant.writing.writer import Writer


def open_assistant(settings: Settings) -> Assistant:
    """Return an assistant on the live generation, with the owner's remarks.

    Raises IndexMissing, IndexOutdated, ModelError and RecordsError.
    """
    return assistant_of(open_index(settings), settings, remarks_of(settings), writer_of(settings))


def remarks_of(settings: Settings) -> Remarks:
    """Return what gives the owner's remarks. Raises RecordsError."""
    if settings.database_file and not settings.database_file.exists():
        return no_remarks  # nothing was kept yet; SQLAlchemy need not be imported
    from assistant.records.showing import remarks_in

    return remarks_in(open_records(settings))


def open_records(settings: Settings, *, serving: bool = False) -> "Records":
    """Return the conversations, verdicts and remarks. Raises RecordsError.

    `serving` gives those that keep conversations of users, as the settings want it; then SettingError too when the key
    of their pseudonyms cannot be read or made. No other command needs that key, nor the right to read it.
    """
    from assistant.records import Records  # slow to import, and not needed to answer

    if not serving:
        return Records.open(settings.database_address)
    from assistant.records.pseudonyms import Pseudonyms

    given = settings.pseudonym_key_file is not None
    pseudonyms = Pseudonyms.from_file(settings.pseudonym_key, make=not given)
    keeps = settings.keep != "nothing"
    return Records.open(settings.database_address, pseudonyms=pseudonyms, keeps_conversations=keeps)


def open_index(settings: Settings) -> Index:
    """Return the live generation. Raises IndexMissing, IndexOutdated, ModelError and SettingError."""
    return Index.open(
        settings.index, embedder=load(settings.embedding), judge=judge_of(settings), synonyms=settings.synonyms
    )


def follow(settings: Settings, remarks: Remarks = no_remarks) -> Callable[[], Assistant]:
    """Return what gives an assistant on the generation that is live at the call, within 2 seconds of a swap.

    `remarks` gives what the owner remarks on the documents.

    Raises IndexMissing, IndexOutdated and ModelError.
    """
    live = LiveIndex(
        settings.index, embedder=load(settings.embedding), judge=judge_of(settings), synonyms=settings.synonyms
    )
    writer = writer_of(settings)
    held = assistant_of(live.current(), settings, remarks, writer)
    lock = Lock()

    def current() -> Assistant:
        nonlocal held
        index = live.current()
        with lock:
            if index.generation != held.generation:
                held = assistant_of(index, settings, remarks, writer)
            return held

    return current


def judge_of(settings: Settings) -> Judge | None:
    """Return the reranker that the settings name, None when they name none. Raises ModelError."""
    if settings.reranker is None:
        return None
    return load_judge(settings.reranker, batch_size=settings.model_batch_size, device=settings.model_device)


def writer_of(settings: Settings) -> "Writer | None":
    """Return the writer with the language model that the settings name, None when they name none. Raises ModelError."""
    chosen = settings.writing
    if chosen is None:
        return None
    from assistant.writing.model import open_model  # LangChain is slow to import, and not needed without a model
    from assistant.writing.writer import Writer

    entails = None
    if chosen.entailment is not None:
        entails = load_entailment(chosen.entailment, batch_size=settings.model_batch_size, device=settings.model_device)
    return Writer(open_model(chosen), seconds=chosen.seconds, entails=entails)


def assistant_of(
    index: Index, settings: Settings, remarks: Remarks = no_remarks, writer: "Writer | None" = None
) -> Assistant:
    """Return an assistant on an open index, as the settings want it, with the owner's remarks.

    Raises SettingError for a municipality that the documents do not know.
    """
    try:
        return Assistant(
            index,
            public_address=settings.public_address,
            help_desk=settings.help_desk,
            remarks=remarks,
            writer=writer,
            languages=settings.languages,
            municipality=settings.municipality,
        )
    except UnknownMunicipality as unknown:
        raise SettingError(f"ASSISTANT_MUNICIPALITY or --municipality: {unknown}") from unknown

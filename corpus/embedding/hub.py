"""Finds a model of the user's own: in a folder, among what was fetched before, else on the Hugging Face hub."""

import warnings
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Final, TypeVar

from safetensors import SafetensorError

from corpus.embedding.quiet import quiet_sentence_transformers
from corpus.embedding.settings import BUILT_IN
from corpus.errors import ModelError

Model = TypeVar("Model")

UNUSABLE: Final = (
    OSError, ValueError, RuntimeError, ImportError, LookupError, TypeError, AttributeError, AssertionError,
    SafetensorError,
)  # fmt: skip
"""What sentence-transformers and the libraries under it raise for a model that is missing, damaged or of another kind,
and for a device that is not there (torch asserts)."""

HUB_SECONDS: Final = 15.0
"""How long the hub may take to answer at all. Its own client tries each file six times: 74 s without a network."""

SERVER_ERROR: Final = 500


def open_model(name: str, make: Callable[[bool], Model]) -> Model:
    """Return what `make` opens: first from this machine alone (its argument is True), else with the hub's help.

    What was fetched once is not asked for again. Raises ModelError.
    """
    if not name.strip():
        raise ModelError(f"The model has no name; give a name or folder, or use “{BUILT_IN}”.")
    quiet_sentence_transformers()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return make(True)
        except UNUSABLE as error:
            if Path(name).exists() or cached_revision(name):
                raise unusable(name, str(error)) from error
        _reach_hub(name)
        try:
            return make(False)
        except UNUSABLE as error:
            raise unusable(name, str(error)) from error


def cached_revision(name: str) -> str | None:
    """Return the commit of a model that was fetched before, None for another one or a folder."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    # sentence-transformers looks for names without an owner among its own models.
    for repository in (name, f"sentence-transformers/{name}"):
        for file in ("modules.json", "config.json"):
            try:
                found = try_to_load_from_cache(repository, file)
            except HFValidationError:
                return None
            if isinstance(found, str):
                return Path(found).parent.name
    return None


def unusable(name: str, reason: str) -> ModelError:
    """Return the error for a model that cannot be opened."""
    return ModelError(
        f"Model “{name}” cannot be loaded ({one_line(reason)}); give the folder of a sentence-transformers model, "
        f"check the name, device and backend, or use “{BUILT_IN}”."
    )


def one_line(text: str) -> str:
    """Return the first line with words in it: the libraries' messages run over many."""
    return next((line.strip().rstrip(".") for line in text.splitlines() if line.strip()), "no reason given")


def _reach_hub(name: str) -> None:
    """Raise ModelError unless the hub answers within HUB_SECONDS; what it says of the model is for later."""
    from huggingface_hub.constants import is_offline_mode

    if is_offline_mode():
        raise ModelError(
            f"Model “{name}” is not on this machine and HF_HUB_OFFLINE forbids fetching it; unset that variable, "
            f"or give the folder of a sentence-transformers model, or use “{BUILT_IN}”."
        )
    failures: list[str] = []
    # The client's time-out counts for each address and each step apart; a thread bounds them all.
    asking = Thread(target=_ask_hub, args=(name, failures), daemon=True)
    asking.start()
    asking.join(HUB_SECONDS)
    if asking.is_alive():
        failures.append(f"no answer within {HUB_SECONDS:.0f} seconds")
    if failures:
        raise ModelError(
            f"Model “{name}” is not on this machine and the Hugging Face hub cannot be reached "
            f"({one_line(failures[0])}); check the network, or fetch the model elsewhere and give its folder, or use "
            f"“{BUILT_IN}”."
        )


def _ask_hub(name: str, failures: list[str]) -> None:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError
    from huggingface_hub.errors import HTTPError as ClientError  # type: ignore[attr-defined]

    try:
        HfApi().model_info(name, timeout=HUB_SECONDS)
    except HFValidationError:
        failures.append("there is no such folder, and the hub has no such names")
    except HfHubHTTPError as error:
        if error.response.status_code >= SERVER_ERROR:
            failures.append(str(error))
    except (OSError, ClientError) as error:
        failures.append(str(error))

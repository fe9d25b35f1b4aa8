"""Variables that look like settings of ours and are none.

Ignored, `ASSISTANT_ACESS=oidc` would leave a server open that somebody believes to be closed, and a misspelt model
would fill an index with the vectors of another. So every command refuses them, before it does anything.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from corpus.errors import SettingError

ELSEWHERE: Final = ("ASSISTANT_BACKUP_DAYS",)
"""Read by `docs/running/backup.sh`, which shares the file of settings."""

_OURS = re.compile(
    r"(a+s{1,3}is{0,3}t{1,2}(?:[ae]n{0,2}t{1,2}|[ae]n|n[ae]t|[ae]tn)|assits[ae]nt)[_-](.+)", re.IGNORECASE
)
"""In capitals or not, with the Dutch word for it too, and with a letter doubled, left out or changed about.

Other words are other people's: ASSIST_, ASSISTED_, ASSISTANTS_, ASSISTANCE_.
"""


def check_names(environ: Mapping[str, str], *, known: Collection[str]) -> None:
    """Refuse variables that begin as ours do and are none. Raises SettingError, which shows no value.

    `known` are the names of the settings. Empty variables count as absent.
    """
    unknown = [name for name, value in environ.items() if value.strip() and _is_unknown(name, known)]
    if unknown:
        raise SettingError(
            f"{_listed(unknown, known)}; correct the name or unset it: it would be ignored (README.md, Settings)"
        )


def _is_unknown(name: str, known: Collection[str]) -> bool:
    return bool(_OURS.fullmatch(name)) and name not in known and name not in ELSEWHERE


def _listed(unknown: Iterable[str], known: Collection[str]) -> str:
    return "; ".join(_described(name, known) for name in sorted(unknown))


def _described(name: str, known: Collection[str]) -> str:
    meant = _nearest(name, known)
    return f"{name} is no setting" + (f", {meant} is" if meant else "")


def _nearest(name: str, known: Collection[str]) -> str | None:
    """Return the setting that was meant, by what follows the word that all share; None when none is like it."""
    endings = {ending.group(2): setting for setting in known if (ending := _OURS.fullmatch(setting))}
    found = _OURS.fullmatch(name)
    near = get_close_matches(found.group(2).upper().replace("-", "_"), endings, n=1) if found else []
    return endings[near[0]] if near else None

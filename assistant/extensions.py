"""What other packages add to the product, found by the entry points that they declare when they are installed.

The product knows the groups, not who is in them.
"""

from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from typing import Any, Final

from corpus.errors import SettingError

AFTER_INGEST: Final = "assistant.after_ingest"
"""Functions that take the changes of an ingest (`corpus.changes.DocumentChange`) and its settings, and return lines to
print."""


def extensions(group: str) -> Iterator[Callable[..., Any]]:
    """Yield what installed packages declare in a group, by name. Raises SettingError for one that cannot be loaded."""
    for found in sorted(entry_points(group=group), key=lambda each: each.name):
        try:
            yield found.load()
        except (ImportError, AttributeError) as error:
            raise SettingError(
                f"{found.name}: this extension of {group} cannot be loaded ({error}); install its package again"
            ) from error

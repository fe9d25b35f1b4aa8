"""The widgets that are open now, and what each request from one may ask."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.types import Scope as Asgi

from assistant.records import Records, widgets
from assistant.records.kept import Widget
from assistant.texts import DUTCH, Words, words_in
from assistant.web.scope import EVERYTHING, Scope
from assistant.web.widget.frame import NAME, parameters
from assistant.web.widget.looks import language_of
from assistant.web.widget.origins import is_allowed
from corpus.errors import ProductError

WIDGET_HEADER: Final = "x-widget"
DOCUMENTS_HEADER: Final = "x-documenten"
LANGUAGE_HEADER: Final = "x-taal"
"""`static/frame.js` sets them on each request of a page that stands in a widget."""


class WidgetGone(ProductError):
    """A page asks in the name of a widget that is not, or no longer, there."""


class Widgets:
    """Finds widgets. Reads the records each time, so that what is added or revoked counts at once."""

    def __init__(self, records: Records, fixed: Sequence[Widget] = (), languages: Collection[str] = (DUTCH,)):
        """`fixed` are widgets that stand in no records, such as those of the demonstration.

        `languages` are those that this installation offers.
        """
        self._records = records
        self.languages = tuple(languages)
        self._fixed = {widget.name: widget for widget in fixed}

    def find(self, name: str) -> Widget | None:
        """Return a widget, revoked or not; None when it is unknown. Raises RecordsError."""
        return self._fixed.get(name) or widgets.of(self._records, name)

    def of_origin(self, origin: str) -> Widget | None:
        """Return the only open widget of a site; None when it has none, or several. Raises RecordsError."""
        known = (*self._fixed.values(), *widgets.all_of(self._records))
        found = [widget for widget in known if not widget.revoked and is_allowed(origin, widget.origins)]
        return found[0] if len(found) == 1 else None

    def framers(self, scope: Asgi) -> tuple[str, ...]:
        """Return the sites that may frame the page of a request: those of its widget, or of all where it names none.

        Which sites have a widget is no secret: each shows it. Raises RecordsError.
        """
        name = parameters(scope["query_string"]).get(NAME) or Headers(scope=scope).get(WIDGET_HEADER, "")
        known = (self.find(name),) if name else (*self._fixed.values(), *widgets.all_of(self._records))
        return tuple(origin for widget in known if widget and not widget.revoked for origin in widget.origins)

    def scope(self, headers: Mapping[str, str]) -> Scope:
        """Return what a request may ask, by its headers: everything without a widget.

        Raises WidgetGone and RecordsError.
        """
        name = headers.get(WIDGET_HEADER)
        if not name:
            return EVERYTHING
        widget = self.find(name)
        if widget is None or widget.revoked:
            raise WidgetGone(f"the widget “{name}” is not there; see: assistant widget list")
        reach = scope_of(widget, unquote(headers.get(DOCUMENTS_HEADER, "")))
        return replace(reach, language=language_of(widget, headers.get(LANGUAGE_HEADER, ""), self.languages))

    def words(self, headers: Mapping[str, str]) -> Words:
        """Return the texts for a request that is refused, in the language that it asks, as far as it is offered."""
        asked = headers.get(LANGUAGE_HEADER, "")
        return words_in(asked if asked in self.languages else DUTCH)


def scope_of(widget: Widget, documents: str = "") -> Scope:
    """Return what is asked through a widget. `documents`, named by the page, counts only where it may and only less."""
    chosen = widget.documents
    wanted = frozenset(name.strip() for name in documents.split(",") if name.strip())
    if wanted and "documents" in widget.allowed:
        chosen = wanted if chosen is None else wanted & chosen
    return Scope(chosen, widget.municipality, not widget.keeps_nothing, "widget")

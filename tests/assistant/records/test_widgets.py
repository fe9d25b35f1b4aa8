from datetime import UTC, datetime

from assistant.records import Records, widgets
from assistant.records.kept import Widget

MOMENT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WIDGET = Widget(
    "intranet", ("https://intranet.be",), MOMENT, documents=frozenset({"b.pdf", "a.pdf"}), municipality="Melle",
    looks={"color": "#3c1053"}, allowed=frozenset({"title"}), keeps_nothing=True,
)  # fmt: skip


def test_a_widget_comes_back_as_it_was_put(records: Records) -> None:
    widgets.put(records, WIDGET)
    everything = Widget("alles", ("https://a.be", "https://b.be"), MOMENT)
    widgets.put(records, everything)
    assert widgets.of(records, "intranet") == WIDGET
    assert widgets.all_of(records) == (everything, WIDGET)
    assert widgets.of(records, "onbekend") is None


def test_putting_again_replaces_and_opens(records: Records) -> None:
    widgets.put(records, WIDGET)
    assert widgets.revoke(records, "intranet")
    revoked = widgets.of(records, "intranet")
    assert revoked is not None and revoked.revoked
    assert not widgets.revoke(records, "intranet")
    widgets.put(records, WIDGET)
    assert widgets.of(records, "intranet") == WIDGET


def test_no_documents_differs_from_all_documents(records: Records) -> None:
    widgets.put(records, Widget("geen", ("https://a.be",), MOMENT, documents=frozenset()))
    found = widgets.of(records, "geen")
    assert found is not None and found.documents == frozenset()

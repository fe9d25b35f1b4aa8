"""The widgets: which site may show the assistant, and what it answers from there."""

from sqlalchemy import select, update

from assistant.records.database import Records, changing, reading
from assistant.records.kept import Widget as KeptWidget
from assistant.records.tables import Widget


def put(records: Records, widget: KeptWidget) -> None:
    """Keep a widget; one of the same name is replaced. Raises RecordsError."""
    with changing(records) as session:
        session.merge(
            Widget(
                name=widget.name,
                origins=list(widget.origins),
                documents=None if widget.documents is None else sorted(widget.documents),
                municipality=widget.municipality,
                looks=dict(widget.looks),
                allowed=sorted(widget.allowed),
                keeps_nothing=widget.keeps_nothing,
                revoked=widget.revoked,
                made_at=widget.made_at,
            )
        )


def of(records: Records, name: str) -> KeptWidget | None:
    """Return the widget of this name, revoked or not; None when it is unknown. Raises RecordsError."""
    with reading(records) as session:
        found = session.get(Widget, name)
        return _value(found) if found else None


def all_of(records: Records) -> tuple[KeptWidget, ...]:
    """Return all widgets, revoked ones too, by name. Raises RecordsError."""
    with reading(records) as session:
        return tuple(map(_value, session.scalars(select(Widget).order_by(Widget.name))))


def revoke(records: Records, name: str) -> bool:
    """Close a widget; tell whether it was open. Raises RecordsError."""
    closing = update(Widget).where(Widget.name == name, Widget.revoked.is_(False)).values(revoked=True)
    with changing(records) as session:
        return bool(session.execute(closing.returning(Widget.name)).all())


def _value(widget: Widget) -> KeptWidget:
    return KeptWidget(
        widget.name,
        tuple(widget.origins),
        widget.made_at,
        documents=None if widget.documents is None else frozenset(widget.documents),
        municipality=widget.municipality,
        looks=widget.looks,
        allowed=frozenset(widget.allowed),
        keeps_nothing=widget.keeps_nothing,
        revoked=widget.revoked,
    )

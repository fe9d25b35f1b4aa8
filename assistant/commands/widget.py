"""`assistant widget`: which sites may show the assistant, the lines to paste there, and what would block it."""

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from assistant.commands.options import add_index, keep_quiet, settings
from corpus.errors import SettingError

if TYPE_CHECKING:
    from assistant.records import Records
    from assistant.records.kept import Widget
    from assistant.settings import Settings

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def add(commands: Any) -> None:
    """Describe the command and its parts."""
    command = commands.add_parser("widget", help="put the assistant on an intranet: add, list, revoke, snippet, check")
    parts = command.add_subparsers(title="what to do", required=True, metavar="add|list|revoke|snippet|check")

    adding = parts.add_parser("add", help="let a site show the assistant")
    adding.add_argument("name", metavar="NAME", help="small letters, digits and hyphens; it stands in the page")
    adding.add_argument(
        "--origin", action="append", required=True, metavar="URL",
        help="site that may show it, such as https://intranet.voorbeeld.be; may be given several times",
    )  # fmt: skip
    adding.add_argument("--documents", metavar="A.pdf,B.pdf", help="answer from these documents only")
    adding.add_argument("--municipality", metavar="NAME", help="who asks, so that “onze gemeente” is known")
    adding.add_argument("--keep-nothing", action="store_true", help="keep no question (professional secrecy)")
    adding.add_argument(
        "--set", action="append", default=[], metavar="OPTION=VALUE", dest="looks",
        help="its look: position (right, left, inline), color (#rrggbb), title, greeting, language, question",
    )  # fmt: skip
    adding.add_argument(
        "--allow", nargs="+", action="extend", default=[], metavar="OPTION",
        help="options that the page may change by attributes; documents only to fewer",
    )  # fmt: skip
    adding.add_argument("--replace", action="store_true", help="change a widget that is there, or open it again")
    _finish(adding, _add)

    _finish(parts.add_parser("list", help="show all widgets"), _list)

    revoking = parts.add_parser("revoke", help="close a widget at once")
    revoking.add_argument("name", metavar="NAME")
    _finish(revoking, _revoke)

    pasting = parts.add_parser("snippet", help="print the lines to paste, and what must be allowed")
    pasting.add_argument("name", metavar="NAME", nargs="?", help="may be left out when there is one widget")
    pasting.add_argument("--for", choices=("html", "drupal", "sharepoint"), default="html", dest="system")
    _finish(pasting, _snippet)

    checking = parts.add_parser("check", help="say what would block the widget on a page, and how to mend it")
    checking.add_argument("page", metavar="URL", help="page that shows the widget, or will")
    checking.add_argument("--name", metavar="NAME", help="the widget; found by the page's origin unless given")
    _finish(checking, _check)


def _finish(part: argparse.ArgumentParser, act: Any) -> None:
    add_index(part)
    part.set_defaults(run=run, act=act)


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Do one of them. Raises SettingError, RecordsError and what opening the index raises."""
    keep_quiet()
    chosen = settings(options, environ)
    from assistant.opening import open_records

    records = open_records(chosen)
    try:
        return int(options.act(options, chosen, records))
    finally:
        records.close()


def _add(options: argparse.Namespace, chosen: "Settings", records: "Records") -> int:
    from assistant.records import widgets
    from assistant.records.kept import Widget
    from assistant.texts import DUTCH
    from assistant.web.widget.looks import LOOKS, OPTIONS, read_look
    from assistant.web.widget.origins import read_origin

    if not NAME.fullmatch(options.name):
        raise SettingError(f"NAME is “{options.name}”; give 1 to 40 small letters, digits and hyphens")
    known = widgets.of(records, options.name)
    if known and not options.replace:
        state = "was revoked" if known.revoked else "exists"
        raise SettingError(f"the widget “{options.name}” {state}; choose another name, or give --replace")
    looks = dict[str, str]()
    for given in options.looks:
        option, equals, value = given.partition("=")
        if not equals or option not in LOOKS:
            raise SettingError(f"--set is “{given}”; give OPTION=VALUE with one of {', '.join(LOOKS)}")
        looks[option] = read_look(option, value)
    for option in options.allow:
        if option not in OPTIONS:
            raise SettingError(f"--allow has “{option}”; give some of {', '.join(OPTIONS)}")
    widget = Widget(
        options.name,
        tuple(dict.fromkeys(map(read_origin, options.origin))),
        datetime.now(UTC),
        documents=_documents(options.documents, chosen),
        municipality=_municipality(options.municipality, chosen),
        looks=looks,
        allowed=frozenset(options.allow),
        keeps_nothing=options.keep_nothing,
    )
    widgets.put(records, widget)
    _print(widget)
    if looks.get("language", DUTCH) not in chosen.languages:
        print(
            f"ASSISTANT_LANGUAGES has no {looks['language']}: this widget speaks Dutch until it does", file=sys.stderr
        )
    print(f"now run: assistant widget snippet {widget.name}", file=sys.stderr)
    return 0


def _documents(given: str | None, chosen: "Settings") -> frozenset[str] | None:
    if given is None:
        return None
    wanted = frozenset(name.strip() for name in given.split(",") if name.strip())
    from assistant.opening import open_index

    with open_index(chosen) as index:
        known = {document.name for document in index.documents}
    unknown = sorted(wanted - known)
    if unknown or not wanted:
        raise SettingError(
            f"--documents names {', '.join(unknown) or 'nothing'}; the index holds {', '.join(sorted(known))}"
        )
    return wanted


def _municipality(given: str | None, chosen: "Settings") -> str | None:
    if given is None:
        return None
    name = " ".join(given.split())
    if not name or len(name) > 80 or not name.isprintable():
        raise SettingError(f"--municipality is “{given}”; give the name of a municipality")
    from assistant.asking.municipalities import municipalities_in
    from assistant.opening import open_index

    with open_index(chosen) as index:
        known = municipalities_in(one for document in index.documents for one in index.passages(document.name))
        return known.named(name)


def _list(_: argparse.Namespace, __: "Settings", records: "Records") -> int:
    from assistant.records import widgets

    found = widgets.all_of(records)
    for widget in found:
        _print(widget)
    if not found:
        print("no site may show the assistant; see: assistant widget add --help", file=sys.stderr)
    return 0


def _revoke(options: argparse.Namespace, _: "Settings", records: "Records") -> int:
    from assistant.records import widgets

    if not widgets.revoke(records, options.name):
        raise SettingError(f"no open widget is called “{options.name}”; see: assistant widget list")
    print(f"{options.name}: revoked")
    return 0


def _snippet(options: argparse.Namespace, chosen: "Settings", records: "Records") -> int:
    from assistant.web.widget.snippets import snippet

    made = snippet(options.system, _one(options.name, records), chosen.public_address)
    print(made.lines)
    for line in made.allow:
        print(line, file=sys.stderr)
    if chosen.public_address.startswith("http://") and "//127." not in chosen.public_address:
        print("ASSISTANT_PUBLIC_ADDRESS begins with http://: pages with https will not show it", file=sys.stderr)
    return 0


def _check(options: argparse.Namespace, chosen: "Settings", records: "Records") -> int:
    from assistant.records import widgets
    from assistant.web.widget.checking import check

    known = [widget for widget in widgets.all_of(records) if options.name in (None, widget.name)]
    if options.name and not known:
        raise SettingError(f"no widget is called “{options.name}”; see: assistant widget list")
    findings = check(options.page, known, chosen.public_address, frame_origins=chosen.frame_origins)
    for finding in findings:
        print(f"{finding.level.upper():7} {finding.what}")
        if finding.mend:
            print(f"        → {finding.mend}")
    blocked = sum(finding.level == "blocked" for finding in findings)
    print(f"{blocked} thing(s) block the widget" if blocked else "nothing found that blocks the widget")
    return 1 if blocked else 0


def _one(name: str | None, records: "Records") -> "Widget":
    from assistant.records import widgets

    open_ones: Sequence[Widget] = [widget for widget in widgets.all_of(records) if not widget.revoked]
    found = [widget for widget in open_ones if name in (None, widget.name)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(widget.name for widget in open_ones) or "none; see: assistant widget add --help"
    raise SettingError(
        f"which widget? open are: {names}" if name is None else f"no open widget “{name}”; open: {names}"
    )


def _print(widget: "Widget") -> None:
    parts = [widget.name, "revoked" if widget.revoked else "open", f"on {', '.join(widget.origins)}"]
    parts.append(f"documents: {', '.join(sorted(widget.documents)) if widget.documents is not None else 'all'}")
    if widget.municipality:
        parts.append(f"municipality: {widget.municipality}")
    if widget.keeps_nothing:
        parts.append("keeps nothing")
    parts += [f"{option}={value}" for option, value in widget.looks.items()]
    if widget.allowed:
        parts.append(f"the page may change: {', '.join(sorted(widget.allowed))}")
    print(" · ".join(parts))

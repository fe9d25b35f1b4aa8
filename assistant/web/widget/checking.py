"""What would block the assistant on a page: headers, policies, mixed content, cookies, proxies, private networks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin, urlsplit

from assistant.records.kept import Widget
from assistant.web.widget.csp import Rule, deciding, read_policies
from assistant.web.widget.fetching import Fetched, NotFetched, fetch, is_private
from assistant.web.widget.frame import frame_address
from assistant.web.widget.host_page import HostPage, read_page
from assistant.web.widget.origins import is_allowed, origin_of
from assistant.web.widget.snippets import ESCAPING, SANDBOX
from corpus.errors import SettingError

Level = Literal["ok", "note", "warning", "blocked"]

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Browsers trust these without https."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `mend` says what to do about it."""

    level: Level
    what: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A page, fetched, and the server of the assistant: what the rules look at."""

    page: Fetched
    html: HostPage
    server: str
    widget: Widget

    @property
    def origin(self) -> str:
        """The origin of the page."""
        return origin_of(self.page.address)


def check(
    address: str, widgets: Sequence[Widget], server: str, *, frame_origins: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """Fetch a page and the server's own answers, and return what was found, in the order of a browser.

    `widgets` are those that it may show, `server` where the assistant is reached; `frame_origins` may frame every page
    of it. Raises SettingError when the address is none.
    """
    origin_of(address)
    try:
        page = fetch(address)
    except NotFetched as error:
        return (
            Finding("blocked", str(error), "Run this on a machine that reaches the page, or use /widget/controle."),
        )
    try:
        origin = origin_of(page.address)
    except SettingError:
        return (Finding("blocked", f"{address} leads to {page.address}, which is no page", "Give another address."),)
    html = read_page(page.body, page.address, server)
    found = [*_reached(address, page)]
    widget = _widget_of(origin, widgets, html.names)
    if isinstance(widget, Finding):
        return (*found, widget)
    found.append(Finding("ok", f"the widget “{widget.name}” is allowed on {origin}"))
    case = Case(page, html, server.rstrip("/"), widget)
    return (
        *found,
        *_encryption(case),
        *_policies(case),
        *_isolation(case),
        *_tags(case),
        *_own_script(case),
        *_own_frame(case, frame_origins),
        *_networks(case),
    )


def _reached(address: str, page: Fetched) -> Iterator[Finding]:
    elsewhere = urlsplit(page.address).hostname != urlsplit(address).hostname
    if page.status in (401, 403) or elsewhere:
        reason = f"leads to {page.address}" if elsewhere else f"answers {page.status}"
        yield Finding(
            "warning",
            f"{address} {reason}: it asks for a login, so the real page was not seen",
            "Put a frame with /widget/controle in the page: it tests from your own browser, behind the login.",
        )
    elif page.status >= 400:
        yield Finding("warning", f"{address} answers {page.status}", "Check the address of the page.")
    else:
        yield Finding("ok", f"{page.address} answers {page.status}")


def _widget_of(origin: str, widgets: Sequence[Widget], names: Sequence[str]) -> Widget | Finding:
    """Return the widget that a page shows; or why it shows none: it asks by `names` for one that may not be there."""
    fitting = [widget for widget in widgets if is_allowed(origin, widget.origins)]
    active = {widget.name: widget for widget in fitting if not widget.revoked}
    if active and (strange := [name for name in names if name and name not in active]):
        return Finding(
            "blocked",
            f"the page asks for the widget “{strange[0]}”, which is unknown, revoked or not allowed on {origin}",
            f"Write one of these in the page: {', '.join(active)}; "
            f"or allow it: assistant widget add {strange[0]} --origin {origin}",
        )
    if len(active) > 1 and "" in names:
        return Finding(
            "blocked",
            f"the page names no widget, and several may be shown on {origin}: {', '.join(active)}",
            'Name one: data-assistant="NAME" in the script tag, or widget="NAME" in the element.',
        )
    if active:
        return active[next(iter(names), "") or next(iter(active))]
    if fitting:
        return Finding(
            "blocked",
            f"the widget “{fitting[0].name}” was revoked",
            f"Open it again: assistant widget add {fitting[0].name} --replace --origin {origin}",
        )
    return Finding(
        "blocked",
        f"no widget may be shown on {origin}; browsers refuse the frame",
        f"Allow the site: assistant widget add NAME --origin {origin}",
    )


def _encryption(case: Case) -> Iterator[Finding]:
    ours, theirs = urlsplit(case.server), urlsplit(case.page.address)
    if theirs.scheme == "https" and ours.scheme == "http" and ours.hostname not in LOOPBACK:
        yield Finding(
            "blocked",
            f"mixed content: the page has https, {case.server} has not",
            "Put the assistant behind a proxy with https, and set ASSISTANT_PUBLIC_ADDRESS to its https address.",
        )


def _policies(case: Case) -> Iterator[Finding]:
    headers = case.page.headers.get("content-security-policy", ())
    policies = read_policies([*headers, *case.html.policies])
    origin = origin_of(case.server)
    nonces = [script.get("nonce") for script in case.html.scripts]
    for policy in policies:
        yield from _scripts(deciding(policy, "script-src"), case, origin, nonces)
        for kind, wanted, what in (
            ("frame-src", frame_address(case.server, case.widget.name), "the frame with the assistant"),
            ("connect-src", f"{case.server}/widget/{case.widget.name}.json", "how the widget looks"),
        ):
            rule = deciding(policy, kind)
            if rule is not None and not rule.allows(wanted, case.page.address):
                yield Finding(
                    "blocked",
                    f"Content-Security-Policy: “{rule.name}” blocks {what}",
                    _add(rule, kind, origin),
                )
        if "sandbox" in policy:
            yield from _sandbox("the policy of the page", policy["sandbox"].sources)
    if policies:
        yield Finding("ok", "style-src: nothing is needed, the widget uses constructable style sheets")
    else:
        yield Finding("ok", "the page has no Content-Security-Policy that could block the widget")
    if case.page.header("content-security-policy-report-only"):
        yield Finding("note", "Content-Security-Policy-Report-Only blocks nothing; check again when it is enforced")


def _scripts(rule: Rule | None, case: Case, origin: str, nonces: Sequence[str | None]) -> Iterator[Finding]:
    if rule is None or any(map(rule.has_nonce, nonces)):
        return
    if rule.is_strict_dynamic:
        yield Finding(
            "blocked",
            f"Content-Security-Policy: “{rule.name}” with 'strict-dynamic' lets no host in, only nonces",
            'Give the script tag the nonce of the page: <script nonce="…" src=…/widget.js>; or use the frame alone.',
        )
    elif not rule.allows(f"{case.server}/widget.js", case.page.address):
        yield Finding(
            "blocked",
            f"Content-Security-Policy: “{rule.name}” blocks {case.server}/widget.js",
            f"{_add(rule, 'script-src', origin)} Or use the frame alone, without script.",
        )


def _add(rule: Rule, kind: str, origin: str) -> str:
    if rule.name == kind or rule.name == f"{kind}-elem":
        return f"Add {origin} to {rule.name}."
    kept = [source for source in rule.sources if source.lower() != "'none'"]
    return f"Add a rule of its own: {' '.join((kind, *kept, origin))}"


def _isolation(case: Case) -> Iterator[Finding]:
    wanted = case.page.header("cross-origin-embedder-policy").lower()
    if "require-corp" in wanted or "credentialless" in wanted:
        yield Finding("ok", "Cross-Origin-Embedder-Policy: the assistant sends what it asks")


def _tags(case: Case) -> Iterator[Finding]:
    if not case.html.scripts and not case.html.frames:
        yield Finding(
            "note",
            "the assistant does not stand in the HTML of this page yet, or a script puts it there",
            f"The lines to paste: assistant widget snippet {case.widget.name}",
        )
    for script in case.html.scripts:
        if script.get("integrity"):
            yield Finding(
                "warning", "the script tag has “integrity”: an upgrade of the assistant changes the file",
                "Leave “integrity” out, or change it with each upgrade.",
            )  # fmt: skip
    for frame in case.html.frames:
        if "sandbox" in frame:
            yield from _sandbox("the frame", frame["sandbox"].split())
        if "credentialless" in frame:
            yield Finding("note", "the frame is credentialless: the assistant works, a login in it would not last")


def _sandbox(where: str, given: Iterable[str]) -> Iterator[Finding]:
    tokens = {token.lower() for token in given}
    missing = [token for token in SANDBOX if token not in tokens]
    needed = [token for token in missing if token in SANDBOX[:2]]
    if missing:
        yield Finding(
            "blocked" if needed else "warning",
            f"sandbox: {where} does not allow {', '.join(missing)}",
            f'Write sandbox="{" ".join(SANDBOX)} {ESCAPING}".',
        )
    elif ESCAPING not in tokens:
        yield Finding(
            "warning", f"sandbox: {where} keeps PDFs in the sandbox, where Chrome shows none", f"Add {ESCAPING}."
        )


def _own_script(case: Case) -> Iterator[Finding]:
    address = f"{case.server}/widget.js"
    try:
        script = fetch(address, follow=False)
        looks = fetch(f"{case.server}/widget/{case.widget.name}.json", headers={"origin": case.origin}, follow=False)
    except NotFetched as error:
        yield Finding(
            "blocked", str(error), "Start the assistant, or set ASSISTANT_PUBLIC_ADDRESS to where it is reached."
        )
        return
    if script.status != 200 or "javascript" not in script.header("content-type"):
        where = script.header("location")
        yield Finding(
            "blocked",
            f"{address} answers {script.status} {script.header('content-type')}{f', to {where}' if where else ''}",
            "A proxy or a login stands before the assistant: let /widget.js and /widget/ through without login.",
        )
        return
    policy = script.header("cross-origin-resource-policy")
    if policy and policy != "cross-origin" and origin_of(case.server) != case.origin:
        yield Finding(
            "blocked", f"{address}: a proxy sets Cross-Origin-Resource-Policy: {policy}", "Leave that header to us."
        )
    if looks.header("access-control-allow-origin") not in (case.origin, "*"):
        yield Finding(
            "blocked",
            f"{looks.address} answers {looks.status} without Access-Control-Allow-Origin for {case.origin}",
            "Use the same database for this command and the server; or a proxy takes the header off.",
        )
    else:
        yield Finding("ok", f"{address} and the look of “{case.widget.name}” reach the page")


def _own_frame(case: Case, frame_origins: Sequence[str]) -> Iterator[Finding]:
    address = frame_address(case.server, case.widget.name)
    try:
        frame = fetch(address, follow=False)
    except NotFetched as error:
        yield Finding(
            "blocked", str(error), "Start the assistant, or set ASSISTANT_PUBLIC_ADDRESS to where it is reached."
        )
        return
    if frame.status != 200:
        where = urljoin(address, frame.header("location")) if frame.header("location") else ""
        yield Finding(
            "blocked",
            f"{address} answers {frame.status}{f' and leads to {where}' if where else ''}",
            "A login before the assistant does not work in a frame: let the widget through, or log in on the intranet.",
        )
        return
    yield from _framing(case, frame, frame_origins)
    for cookie in frame.headers.get("set-cookie", ()):
        if "samesite=none" not in cookie.lower().replace(" ", ""):
            name = cookie.partition("=")[0]
            yield Finding(
                "warning",
                f"cookie rule: “{name}”, set by a proxy, is not SameSite=None; browsers do not send it from a frame",
                "Set SameSite=None; Secure; Partitioned on it, or let the widget through without it.",
            )


def _framing(case: Case, frame: Fetched, frame_origins: Sequence[str]) -> Iterator[Finding]:
    if frame.header("x-frame-options"):
        yield Finding(
            "blocked",
            f"a proxy adds X-Frame-Options: {frame.header('x-frame-options')} to the assistant",
            "Take it off there; frame-ancestors, which the assistant sends, does the work site by site.",
        )
    rules = [
        deciding(policy, "frame-ancestors")
        for policy in read_policies(frame.headers.get("content-security-policy", ()))
    ]
    known = [rule for rule in rules if rule is not None]
    refusing = [
        rule
        for rule in known
        if not rule.allows(case.origin, case.server) and not is_allowed(case.origin, frame_origins)
    ]
    if refusing:
        yield Finding(
            "blocked",
            f"frame-ancestors {' '.join(refusing[0].sources)} of the assistant does not name {case.origin}",
            "A proxy replaces or adds a Content-Security-Policy: let the one of the assistant through.",
        )
    elif not known:
        yield Finding(
            "warning",
            "a proxy takes the Content-Security-Policy of the assistant off: every site may frame it",
            "Let the header through.",
        )
    else:
        yield Finding("ok", f"frame-ancestors lets {case.origin} frame the assistant")


def _networks(case: Case) -> Iterator[Finding]:
    page, ours = urlsplit(case.page.address).hostname or "", urlsplit(case.server).hostname or ""
    if is_private(page) is False and is_private(ours):
        yield Finding(
            "warning",
            f"private network: {page} stands on the internet, {ours} on a private address; "
            "Chrome and Edge ask each user for leave, or block",
            f"Publish the assistant on a public address, or set the browser policy LocalNetworkAccessAllowedForUrls "
            f"to {case.origin}.",
        )

"""Ingests, asks and serves, and looks at all pages in a real browser, counting what tries to leave the machine.

Run as a process of its own, if possible in a network that holds the loopback alone (`unshare --net`): there the kernel
refuses everything else and counts it, whatever language it comes from. Prints one JSON object.
"""

import http.server
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.conftest import write_pdf
from tests.needs import CHROMIUM

HOOK = Path(__file__).parent / "hook"
ELSEWHERE = "192.0.2.1"
"""An address that RFC 5737 keeps for documentation."""

QUIET = (
    "--disable-background-networking", "--disable-component-update", "--disable-domain-reliability", "--no-pings",
    "--disable-features=AutofillServerCommunication,OptimizationHints,MediaRouter,DialMediaRouteProvider,Translate,"
    "NetworkTimeServiceQuerying",
)  # fmt: skip
"""Switches off what Chromium sends to its maker whatever page it shows; what is left comes from our pages."""

MAKER = "update.googleapis.com"
"""Where Debian's Chromium asks for updates of its parts, on an empty page too, whatever its switches say."""

PAGES = ("/documenten", "/gegevens", "/beoordeling/gesprekken", "/beoordeling/overzicht", "/beoordeling/metingen")
ASSISTANT = (sys.executable, "-m", "assistant.cli")


def main(folder: Path) -> dict[str, object]:
    own_network = _raise_loopback()
    log = folder / "attempts"
    log.touch()
    path = os.pathsep.join(filter(None, (str(HOOK), os.environ.get("PYTHONPATH", ""))))
    environ = {**os.environ, "PYTHONPATH": path, "OFFLINE_LOG": str(log), "ASSISTANT_INDEX": str(folder / "index")}
    write_pdf(folder / "gids.pdf", "Een referentieregio is een vast gebied waarin gemeenten samenwerken.",
              "De gemeenteraad keurt elke overeenkomst goed voor zij begint te lopen.")  # fmt: skip
    batch = folder / "vragen.jsonl"
    batch.write_text(json.dumps({"id": 1, "question": "Wie keurt de overeenkomst goed?"}), encoding="utf-8")

    before = _counted()
    for arguments in (("ingest", str(folder / "gids.pdf")), ("ask", "Wat is een referentieregio?"),
                      ("ask", "--batch", str(batch)), ("search", "overeenkomst")):  # fmt: skip
        _run((*ASSISTANT, *arguments), environ)
    port = _free_port()
    server = subprocess.Popen((*ASSISTANT, "serve", "--port", str(port)), env=environ)
    try:
        _wait(f"http://127.0.0.1:{port}/readyz")
        of_commands = _counted().since(before)
        with _counting_proxy() as (proxy, seen):
            before = _counted()
            answer = _browse(f"http://127.0.0.1:{port}", proxy)
            of_browser = _counted().since(before)
            by_proxy = list(seen)
            _browse_elsewhere(proxy)
            control = len(seen) - len(by_proxy)
    finally:
        server.terminate()
        server.wait(60)
    attempts = log.read_text(encoding="utf-8").splitlines()
    return {
        "own network": own_network,
        "answer": answer,
        "python": attempts,
        "kernel, commands and server": of_commands,
        "kernel, server and browser": of_browser,
        "browser": [each for each in by_proxy if MAKER not in each],
        "controls": {**_controls(environ, log), "browser": control},
    }


def _run(command: Sequence[str], environ: dict[str, str]) -> None:
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")


def _browse(address: str, proxy: str) -> str:
    """Ask in the page, open a source and the other pages; return the answer."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=_flags(proxy, address))
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(address)
        page.locator(".suggestie").first.wait_for()
        page.locator("#vraag textarea").fill("Wat is een referentieregio?")
        page.keyboard.press("Enter")
        page.locator(".antwoord").wait_for()
        answer = page.locator(".antwoord").inner_text()
        page.locator("#bron .citaat").wait_for()
        for path in PAGES:
            page.goto(address + path)
            page.locator("main").wait_for()
        browser.close()
    return answer


def _browse_elsewhere(proxy: str) -> None:
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=_flags(proxy, "http://127.0.0.1:1"))
        with suppress(Error):
            browser.new_page().goto(f"http://{ELSEWHERE}/", timeout=60_000)
        browser.close()


def _flags(proxy: str, address: str) -> list[str]:
    """Send all but our own server through the counting proxy, the rest of the loopback too, and look up no name."""
    own = address.removeprefix("http://")
    return [
        "--no-sandbox", "--disable-gpu", *QUIET, f"--proxy-server={proxy}",
        f"--proxy-bypass-list=<-loopback>;{own}", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ]  # fmt: skip


@contextmanager
def _counting_proxy() -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []

    class Refuses(http.server.BaseHTTPRequestHandler):
        def _refuse(self) -> None:
            seen.append(f"{self.command} {self.path}")
            self.send_error(502)

        do_GET = do_POST = do_CONNECT = do_HEAD = do_PUT = do_OPTIONS = _refuse  # noqa: N815

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refuses)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()


def _controls(environ: dict[str, str], log: Path) -> dict[str, int]:
    """Show that an attempt would have been seen: by Python's hook, and by the kernel without that hook."""
    attempt = f"import socket\nsocket.create_connection(({ELSEWHERE!r}, 80), 5)"
    name = "import socket\nsocket.getaddrinfo('example.org', 80)"
    noted = len(log.read_text(encoding="utf-8").splitlines())
    for code in (attempt, name):
        subprocess.run((sys.executable, "-c", code), env=environ, capture_output=True, timeout=60, check=False)
    noted = len(log.read_text(encoding="utf-8").splitlines()) - noted
    before = _counted()
    if _is_own_network():
        # Only here: elsewhere it would really leave the machine.
        without = {key: value for key, value in environ.items() if key != "OFFLINE_LOG"}
        subprocess.run((sys.executable, "-c", attempt), env=without, capture_output=True, timeout=60, check=False)
    return {"python": noted, "kernel": sum(_counted().since(before))}


class Count(NamedTuple):
    """Attempts by IPv4, names that were looked up included, and by IPv6."""

    four: int
    six: int

    def since(self, before: "Count") -> "Count":
        return Count(self.four - before.four, self.six - before.six)


def _counted() -> Count:
    """Return how often a packet had no way out of this network: to an address, or to a name server on the loopback."""
    if not _is_own_network():
        return Count(0, 0)
    four = _table(Path("/proc/self/net/snmp"))
    six = dict(line.split() for line in Path("/proc/self/net/snmp6").read_text(encoding="ascii").splitlines())
    return Count(four["Ip", "OutNoRoutes"] + four["Udp", "NoPorts"], int(six.get("Ip6OutNoRoutes", 0)))


def _table(file: Path) -> dict[tuple[str, str], int]:
    lines = [line.split() for line in file.read_text(encoding="ascii").splitlines()]
    return {
        (names[0].rstrip(":"), name): int(value)
        for names, values in zip(lines[::2], lines[1::2], strict=True)
        for name, value in zip(names[1:], values[1:], strict=True)
    }


def _is_own_network() -> bool:
    return os.environ.get("OFFLINE_OWN_NETWORK") == "1"


def _raise_loopback() -> bool:
    """Bring up the loopback of a fresh network, with what the kernel calls SIOCSIFFLAGS and IFF_UP."""
    if not _is_own_network():
        return False
    import fcntl

    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14s", b"lo", 1, b""))
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str) -> None:
    for _ in range(1200):
        try:
            with urllib.request.urlopen(address, timeout=30) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{address} does not answer")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))) + "\n")

"""Nothing leaves the machine: not while reading documents, not while asking or serving, and not from the browser."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.needs import chromium

NO_PROXY = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "")


def own_network() -> list[str]:
    """Return what starts a process in a network of its own, nothing where that is not permitted."""
    program = shutil.which("unshare")
    if program is None:
        return []
    for options in (["--net"], ["--map-root-user", "--net"]):
        if subprocess.run([program, *options, "true"], capture_output=True, check=False).returncode == 0:
            return [program, *options]
    return []


def test_neither_server_nor_browser_tries_to_leave_the_machine(tmp_path: Path) -> None:
    chromium()
    apart = own_network()
    environ = {**os.environ, **NO_PROXY, "OFFLINE_OWN_NETWORK": "1" if apart else "0"}
    done = subprocess.run(
        [*apart, sys.executable, "-m", "tests.assistant.offline.walk", str(tmp_path)], env=environ,
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert "vast gebied" in seen["answer"]
    assert seen["python"] == []
    assert seen["browser"] == []
    assert seen["kernel, commands and server"] == [0, 0]
    by_four, by_six = seen["kernel, server and browser"]
    # Chromium looks once whether IPv6 has a way out of the machine; that sends nothing.
    assert by_four == 0 and by_six <= 1
    # What would have been an attempt is seen: this test can fail.
    controls = seen["controls"]
    assert controls["python"] == 2 and controls["browser"] >= 1
    assert controls["kernel"] >= 1 or not apart

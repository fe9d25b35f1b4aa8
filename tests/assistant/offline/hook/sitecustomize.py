"""Loaded by every Python that a test starts with this folder on PYTHONPATH: refuses and notes what leaves the machine.

The note goes to the file that OFFLINE_LOG names. Python tells its audit hooks of each connection and each name that is
looked up; what other languages do is counted by the kernel, in a network of its own (walk.py).
"""

import ipaddress
import os
import socket
import sys


def _is_here(host: object) -> bool:
    if host is None or host in ("", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        connection, address = arguments
        if getattr(connection, "family", None) == socket.AF_UNIX or address is None:
            return
        host: object = address[0] if isinstance(address, tuple) else address
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    if _is_here(host):
        return
    with open(os.environ["OFFLINE_LOG"], "a", encoding="utf-8") as log:  # noqa: PTH123 - as little as can be imported
        log.write(f"{event} {host!r} {' '.join(sys.argv[:3])}\n")
    raise ConnectionRefusedError(f"{event}: {host!r} is not on this machine")


if "OFFLINE_LOG" in os.environ:
    sys.addaudithook(_refuse)

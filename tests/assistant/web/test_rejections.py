import logging

import pytest

from assistant.web.rejections import LINES, MINUTE, Rejections

FROM = {"type": "http", "client": ("192.0.2.9", 50_000), "headers": []}
WRONG, OTHER = ("turned away: a wrong key, from 192.0.2.9", "turned away: another fault, from 192.0.2.9")


def test_a_flood_fills_no_log_hides_no_other_fault_and_is_counted_afterwards(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    now = 0.0
    rejections = Rejections(clock=lambda: now)
    for _ in range(LINES + 20):
        rejections.note("a wrong key", FROM)
    rejections.note("another fault", FROM)
    assert caplog.messages == [*[WRONG] * LINES, OTHER]
    now = MINUTE
    rejections.note("a wrong key", FROM)
    assert caplog.messages[LINES + 1 :] == ["turned away: a wrong key, 20 times more", WRONG]

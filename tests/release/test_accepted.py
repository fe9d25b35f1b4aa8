from datetime import date
from pathlib import Path

import pytest

from corpus.errors import SettingError
from release.accepted import Accepted, Finding, accepted, not_accepted

FAULT = Finding("jinja2", "2.10", "PYSEC-2019-217", "a sandbox escape", ("CVE-2019-10906",))
REASON = "templates of strangers are never rendered"


def test_the_shipped_file_can_be_read_and_nothing_in_it_is_past_its_day() -> None:
    assert [entry for entry in accepted() if entry.until < date.today()] == []


def test_what_is_accepted_under_any_of_its_names_is_left_out_until_its_day() -> None:
    for name in ("PYSEC-2019-217", "CVE-2019-10906"):
        entry = Accepted(name, REASON, date(2027, 1, 31))
        assert not_accepted([FAULT], [entry], date(2027, 1, 31)) == []
        assert not_accepted([FAULT], [entry], date(2027, 2, 1)) == [FAULT]
    assert not_accepted([FAULT], [Accepted("CVE-2019-10907", REASON, date(2027, 1, 31))], date(2026, 1, 1)) == [FAULT]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (f'reason = "{REASON}"\nuntil = 2027-01-31', "entry 1: has no id"),
        ('id = "CVE-1"\nreason = "harmless"\nuntil = 2027-01-31', "CVE-1 has no reason"),
        (f'id = "CVE-1"\nreason = "{REASON}"', "CVE-1 has no day"),
        ("id = ", "mend the file"),
    ],
)
def test_nothing_is_accepted_without_id_reason_and_day(tmp_path: Path, entry: str, message: str) -> None:
    file = tmp_path / "accepted.toml"
    file.write_text(f"[[accepted]]\n{entry}\n", encoding="utf-8")
    with pytest.raises(SettingError, match=message):
        accepted(file)

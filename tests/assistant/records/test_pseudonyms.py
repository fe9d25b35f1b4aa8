import stat
import threading
from pathlib import Path

import pytest

from assistant.records.pseudonyms import Pseudonyms
from corpus.errors import SettingError

ID = "7" * 32


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "map" / "pseudonym.key"
    first = Pseudonyms.from_file(file, make=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Pseudonyms.from_file(file, make=True).key_of(ID) == first.key_of(ID)
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_another_key_gives_other_pseudonyms(tmp_path: Path) -> None:
    made = [Pseudonyms.from_file(tmp_path / name, make=True) for name in ("a", "b")]
    made.append(Pseudonyms.of_this_process())
    keys = {each.key_of(ID) for each in made}
    assert len(keys) == 3
    assert all(len(key) == 32 and key != ID for key in keys)


def test_processes_that_start_at_once_get_the_same_key(tmp_path: Path) -> None:
    keys: list[str] = []
    threads = [
        threading.Thread(target=lambda: keys.append(Pseudonyms.from_file(tmp_path / "key", make=True).key_of(ID)))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 20 and len(set(keys)) == 1


@pytest.mark.parametrize("content", ["", "kort-geheim"])
def test_a_key_that_is_too_short_is_refused_without_showing_it(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key"
    file.write_text(content, encoding="ascii")
    with pytest.raises(SettingError, match="shorter") as refused:
        Pseudonyms.from_file(file, make=False)
    assert "geheim" not in str(refused.value)


def test_a_key_that_is_not_there_is_not_made_where_somebody_named_it(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="ASSISTANT_PSEUDONYM_KEY_FILE"):
        Pseudonyms.from_file(tmp_path / "key", make=False)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingError, match="cannot be made"):
        Pseudonyms.from_file(tmp_path / "file" / "key", make=True)

import stat
from pathlib import Path

import pytest

from assistant.opening import open_records
from assistant.settings import Settings
from corpus.errors import SettingError

ID = "6" * 32


def test_a_server_finds_conversations_back_after_a_restart_by_its_key_file(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "index")
    keys = {open_records(settings, serving=True).pseudonyms.key_of(ID) for _ in range(2)}
    assert len(keys) == 1
    assert stat.S_IMODE(settings.pseudonym_key.stat().st_mode) == 0o600
    assert settings.pseudonym_key.parent == (settings.database_file or tmp_path).parent


def test_other_commands_need_no_key(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "index", pseudonym_key_file=tmp_path / "niet-leesbaar")
    assert open_records(settings).keeps_conversations
    with pytest.raises(SettingError, match="niet-leesbaar"):
        open_records(settings, serving=True)


def test_a_server_that_keeps_nothing_opens_records_that_keep_no_conversation(tmp_path: Path) -> None:
    assert not open_records(Settings(index=tmp_path / "index", keep="nothing"), serving=True).keeps_conversations

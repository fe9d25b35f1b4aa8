from pathlib import Path

import pytest

from assistant.settings import DEFAULT_INDEX, VARIABLES, Settings
from corpus.embedding import EmbedderSettings
from corpus.errors import SettingError


def test_everything_has_a_default() -> None:
    settings = Settings.from_environment({})
    assert settings == Settings()
    assert settings.index == DEFAULT_INDEX
    assert settings.public_address == "http://127.0.0.1:7860"


def test_the_environment_is_read() -> None:
    settings = Settings.from_environment(
        {
            "ASSISTANT_INDEX": "/srv/index",
            "ASSISTANT_PORT": " 80 ",
            "ASSISTANT_FRAME_ORIGINS": "https://intranet.gemeente.be, https://www.gemeente.be:8443/",
            "ASSISTANT_HELP_DESK": "regio@gemeente.be",
            "ASSISTANT_PROXIES": "127.0.0.1, 10.1.0.0/24,2001:db8::/64",
            "ASSISTANT_PUBLIC_ADDRESS": "https://assistent.gemeente.be/chat/",
            "ASSISTANT_EMBEDDER": "",
        }
    )
    assert settings.index == Path("/srv/index")
    assert settings.port == 80
    assert settings.frame_origins == ("https://intranet.gemeente.be", "https://www.gemeente.be:8443")
    assert settings.help_desk == "regio@gemeente.be"
    assert settings.proxies == ("127.0.0.1", "10.1.0.0/24", "2001:db8::/64")
    assert settings.public_address == "https://assistent.gemeente.be/chat"
    assert settings.embedder == "built-in"


def test_overrides_go_before_the_environment_and_absent_ones_do_not() -> None:
    settings = Settings.from_environment({"ASSISTANT_PORT": "80"}, port=81, host=None, index=Path("x"))
    assert (settings.port, settings.host, settings.index) == (81, "127.0.0.1", Path("x"))


def test_the_public_address_follows_host_and_port() -> None:
    assert Settings.from_environment({}, host="::1", port=99).public_address == "http://[::1]:99"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ASSISTANT_PORT", "hoog"),
        ("ASSISTANT_PORT", "65536"),
        ("ASSISTANT_PUBLIC_ADDRESS", "assistent.gemeente.be"),
        ("ASSISTANT_PUBLIC_ADDRESS", "https://[half"),
        ("ASSISTANT_FRAME_ORIGINS", "https://goed.be,*"),
        ("ASSISTANT_FRAME_ORIGINS", "https://goed.be/pad"),
        ("ASSISTANT_FRAME_ORIGINS", "https://a.be; script-src * 'unsafe-inline'"),
        ("ASSISTANT_FRAME_ORIGINS", "https://a.be script-src"),
        ("ASSISTANT_FRAME_ORIGINS", "https://*"),
        ("ASSISTANT_FRAME_ORIGINS", "https://*.be"),
        ("ASSISTANT_FRAME_ORIGINS", "https://user:pw@c.be"),
        ("ASSISTANT_FRAME_ORIGINS", "https://a.be\r\nX-Header: 1"),
        ("ASSISTANT_FRAME_ORIGINS", "https://a.be\nhttps://b.be"),
        ("ASSISTANT_FRAME_ORIGINS", "https://a.be:٨٠"),
        ("ASSISTANT_HELP_DESK", "de balie"),
        ("ASSISTANT_PRIVACY_CONTACT", "de functionaris"),
        ("ASSISTANT_PRIVACY_STATEMENT", "javascript:alert(1)"),
        ("ASSISTANT_MODEL_BATCH_SIZE", "0"),
        ("ASSISTANT_MODEL_DEVICE", "de snelste"),
        ("ASSISTANT_MODEL_BACKEND", "tensorflow"),
        ("ASSISTANT_DATABASE", "mysql://host/db"),
        ("ASSISTANT_KEEP_DAYS", "0"),
        ("ASSISTANT_MODEL_INPUT_PRICE", "gratis"),
        ("ASSISTANT_MODEL_OUTPUT_PRICE", "-1"),
        ("ASSISTANT_KEEP", "alles"),
        ("ASSISTANT_PROXIES", "proxy.gemeente.be"),
        ("ASSISTANT_PROXIES", "10.0.0.0/33"),
        ("ASSISTANT_PROXIES", "0.0.0.0/0"),
        ("ASSISTANT_PROXIES", "127.0.0.1,::/0"),
    ],
)
def test_a_bad_value_names_its_variable(variable: str, value: str) -> None:
    with pytest.raises(SettingError, match=variable):
        Settings.from_environment({variable: value})


def test_the_settings_of_the_embedding_model_are_gathered() -> None:
    settings = Settings.from_environment(
        {
            "ASSISTANT_EMBEDDER": "intfloat/multilingual-e5-small",
            "ASSISTANT_EMBEDDER_QUERY_PROMPT": "query: ",
            "ASSISTANT_EMBEDDER_PASSAGE_PROMPT": "none",
            "ASSISTANT_MODEL_BATCH_SIZE": "8",
            "ASSISTANT_MODEL_DEVICE": "cuda:1",
            "ASSISTANT_MODEL_BACKEND": "onnx",
        }
    )
    assert settings.embedding == EmbedderSettings(
        "intfloat/multilingual-e5-small",
        query_prompt="query: ",
        passage_prompt="",
        batch_size=8,
        device="cuda:1",
        backend="onnx",
    )
    assert Settings().embedding == EmbedderSettings()


def test_what_is_kept_stands_beside_the_index_unless_a_database_is_named() -> None:
    beside = Settings.from_environment({"ASSISTANT_INDEX": "/srv/index"})
    assert beside.database_file == Path("/srv/index-records/records.sqlite")
    assert beside.database_address == "sqlite:////srv/index-records/records.sqlite"
    named = Settings.from_environment({"ASSISTANT_DATABASE": "postgresql+psycopg://a:geheim@host/db"})
    assert (named.database_file, named.database_address) == (None, "postgresql+psycopg://a:geheim@host/db")
    assert "geheim" not in repr(named)


def test_a_wrong_database_is_refused_without_showing_it() -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_environment({"ASSISTANT_DATABASE": "oracle://a:geheim@host/db"})
    assert "geheim" not in str(refused.value)


def test_every_setting_has_a_variable() -> None:
    # `access` reads variables of its own: tests/assistant/access/test_settings.py.
    assert {*VARIABLES, "access"} == set(Settings.__dataclass_fields__)
    assert all(variable == f"ASSISTANT_{name.upper()}" for name, (variable, _) in VARIABLES.items())


def test_a_language_model_is_set_with_its_key_from_a_file(tmp_path: Path) -> None:
    key = tmp_path / "sleutel"
    key.write_text("heel-geheim\n", encoding="utf-8")
    settings = Settings.from_environment(
        {
            "ASSISTANT_MODEL": "openai:proef",
            "ASSISTANT_MODEL_ADDRESS": "http://127.0.0.1:8000/v1/",
            "ASSISTANT_MODEL_KEY_FILE": str(key),
            "ASSISTANT_MODEL_SECONDS": "12.5",
            "ASSISTANT_MODEL_STALL_SECONDS": "4",
            "ASSISTANT_MODEL_INPUT_PRICE": "0.15",
            "ASSISTANT_MODEL_OUTPUT_PRICE": "0",
            "ASSISTANT_LANGUAGES": "NL, fr",
        }
    )
    assert settings.writing is not None
    assert settings.writing.key == "heel-geheim"
    assert settings.writing.address == "http://127.0.0.1:8000/v1"
    assert (settings.writing.seconds, settings.writing.stall_seconds) == (12.5, 4)
    assert (settings.writing.input_price, settings.writing.output_price) == (0.15, 0)
    assert settings.languages == ("nl", "fr")
    assert "heel-geheim" not in f"{settings!r} {settings.writing!r}"


def test_without_a_language_model_there_are_no_settings_for_it() -> None:
    assert Settings.from_environment({"ASSISTANT_MODEL_KEY": "x"}).writing is None


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"ASSISTANT_MODEL": "gemma3"}, "ASSISTANT_MODEL is “gemma3”"),
        ({"ASSISTANT_MODEL": "openai:"}, "ASSISTANT_MODEL"),
        ({"ASSISTANT_MODEL_SECONDS": "0"}, "ASSISTANT_MODEL_SECONDS"),
        ({"ASSISTANT_MODEL_SECONDS": "inf"}, "ASSISTANT_MODEL_SECONDS"),
        ({"ASSISTANT_LANGUAGES": "nl,de"}, "ASSISTANT_LANGUAGES"),
        ({"ASSISTANT_LANGUAGES": "en"}, "ASSISTANT_LANGUAGES"),
        ({"ASSISTANT_MODEL_KEY_FILE": "/nergens/sleutel"}, "ASSISTANT_MODEL_KEY_FILE: /nergens/sleutel cannot be read"),
        ({"ASSISTANT_MODEL_KEY": "x", "ASSISTANT_MODEL_KEY_FILE": "/nergens"}, "both set"),
    ],
)
def test_what_is_set_wrongly_about_a_language_model_is_named(variables: dict[str, str], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        Settings.from_environment(variables)


def test_an_empty_key_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "leeg").write_text("\n", encoding="utf-8")
    with pytest.raises(SettingError, match="is empty"):
        Settings.from_environment({"ASSISTANT_MODEL_KEY_FILE": str(tmp_path / "leeg")})


def test_the_key_of_pseudonyms_stands_beside_the_database() -> None:
    index = Path("/srv/index")
    for environ, file in (
        ({}, "/srv/index-records/pseudonym.key"),
        ({"ASSISTANT_DATABASE": "sqlite:////data/r.sqlite"}, "/data/pseudonym.key"),
        ({"ASSISTANT_DATABASE": "postgresql://u@h/db"}, "/srv/index-records/pseudonym.key"),
        ({"ASSISTANT_PSEUDONYM_KEY_FILE": "/run/secrets/key"}, "/run/secrets/key"),
    ):
        assert str(Settings.from_environment(environ, index=index).pseudonym_key) == file
    assert str(Settings(index=index).switch_file) == "/srv/index-records/switch.json"


def test_the_limit_of_questions_is_a_number_or_none() -> None:
    assert Settings.from_environment({"ASSISTANT_QUESTIONS_A_MINUTE": "5"}).questions_a_minute == 5
    assert Settings.from_environment({"ASSISTANT_QUESTIONS_A_MINUTE": "None"}).questions_a_minute is None
    with pytest.raises(SettingError, match="ASSISTANT_QUESTIONS_A_MINUTE"):
        Settings.from_environment({"ASSISTANT_QUESTIONS_A_MINUTE": "0"})

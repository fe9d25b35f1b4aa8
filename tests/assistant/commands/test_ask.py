"""`assistant ask`, as a user runs it."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import main


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def test_a_question_gives_quotes_with_numbered_sources(shipped_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run("ask", "Wat is regiowerking?", "--index", str(shipped_index), capsys=capsys)
    assert status == 0
    assert "[1]" in out
    assert "bladzijde" in out
    assert err == ""


def test_json_prints_the_answer_object(shipped_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run("ask", "Wat is regiowerking?", "--json", "--index", str(shipped_index), capsys=capsys)
    assert json.loads(out)["outcome"] == "answered"


def test_a_batch_keeps_order_and_ids(shipped_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batch = tmp_path / "vragen.jsonl"
    batch.write_text(
        '{"id": "b", "question": "Wat is regiowerking?"}\n\n'
        '{"id": "a", "question": "en waarom dan?", "history": ["Speelt de federale overheid een rol?"]}\n',
        encoding="utf-8",
    )
    status, out, _ = run("ask", "--batch", str(batch), "--index", str(shipped_index), capsys=capsys)
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [answer["id"] for answer in answers] == ["b", "a"]
    assert "federale overheid" in answers[1]["searched_for"]


def test_a_batch_can_come_from_standard_input(
    shipped_index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1, "question": "Wat is regiowerking?"}\n'))
    _, out, _ = run("ask", "--batch", "-", "--index", str(shipped_index), capsys=capsys)
    assert json.loads(out)["id"] == 1


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("geen json", "line 1: this is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"id": 1}', 'give an object with a text "question"'),
        ('{"question": "x", "history": "y"}', '"history" must be a list'),
    ],
)
def test_a_line_that_cannot_be_used_is_named(
    shipped_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, fault: str
) -> None:
    batch = tmp_path / "vragen.jsonl"
    batch.write_text(line, encoding="utf-8")
    status, _, err = run("ask", "--batch", str(batch), "--index", str(shipped_index), capsys=capsys)
    assert status == 1
    assert fault in err
    assert len(err.splitlines()) == 1


def test_a_line_that_cannot_be_used_does_not_stop_the_others(
    shipped_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "vragen.jsonl"
    question = '{"id": 2, "question": "Wat is\u2028regiowerking?"}'
    batch.write_text(f"geen json\r\n{question}\r\n", encoding="utf-8-sig")
    status, out, err = run("ask", "--batch", str(batch), "--index", str(shipped_index), capsys=capsys)
    assert status == 1
    assert "line 1" in err
    assert [json.loads(line)["outcome"] for line in out.splitlines()] == ["answered"]


def test_a_missing_batch_is_named(shipped_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run("ask", "--batch", str(tmp_path / "weg"), "--index", str(shipped_index), capsys=capsys)
    assert status == 1
    assert "no such file" in err


def test_words_of_ones_own_find_what_the_documents_call_otherwise(
    shipped_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ("ask", "Wat is een zwerfkring?", "--json", "--index", str(shipped_index))
    assert json.loads(run(*question, capsys=capsys)[1])["outcome"] == "not_in_sources"
    own = tmp_path / "woorden.txt"
    own.write_text("zwerfkring, referentieregio\n", encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_SYNONYMS", str(own))
    _, out, _ = run("search", *question[1:], capsys=capsys)
    assert "referentieregio" in json.loads(out)["passages"][0]["text"].lower()


def test_without_an_index_it_says_what_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run("ask", "Wat?", "--index", str(tmp_path / "leeg"), capsys=capsys)
    assert status == 1
    assert "assistant ingest" in err


def test_no_question_is_a_wrong_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["ask"])
    assert stopped.value.code == 2
    assert "QUESTION" in capsys.readouterr().err


def test_it_loads_neither_torch_nor_langchain_nor_gradio(shipped_index: Path) -> None:
    program = (
        "import sys; from assistant.cli import main; "
        f"main(['ask', 'Wat is regiowerking?', '--index', {str(shipped_index)!r}]); "
        "print([name for name in ('torch', 'langchain', 'langchain_core', 'gradio', 'sentence_transformers') "
        "if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_municipality_that_asks_is_named_and_known(shipped_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("ask", "In welke referentieregio liggen wij?", "--index", str(shipped_index))
    status, out, _ = run(*asked, "--municipality", "melle", capsys=capsys)
    assert status == 0
    assert out.startswith("Voor: Merelbeke-Melle\n")
    assert "Regio Gent" in out


def test_an_unknown_municipality_is_refused_with_those_like_it(
    shipped_index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("ask", "In welke referentieregio liggen wij?", "--index", str(shipped_index))
    status, out, err = run(*asked, "--municipality", "Aalts", capsys=capsys)
    assert (status, out) == (1, "")
    assert "--municipality" in err and "did you mean Aalst" in err
    monkeypatch.setenv("ASSISTANT_MUNICIPALITY", "Aalts")
    assert "ASSISTANT_MUNICIPALITY" in run(*asked, capsys=capsys)[2]


def test_each_line_of_a_batch_may_come_from_another_municipality(
    shipped_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "vragen.jsonl"
    names = ["Aalst", "melle", "", "Aalts", 5]
    lines = [json.dumps({"id": str(n), "question": "Tot welke regio behoren wij?", "municipality": n}) for n in names]
    batch.write_text("\n".join(lines), encoding="utf-8")
    status, out, err = run(
        "ask", "--batch", str(batch), "--municipality", "Ieper", "--index", str(shipped_index), capsys=capsys
    )
    answers = {answer["id"]: answer for answer in map(json.loads, out.splitlines())}
    assert status == 1
    assert {name: answer["municipality"] for name, answer in answers.items()} == {
        "Aalst": "Aalst", "melle": "Merelbeke-Melle", "": None,
    }  # fmt: skip
    assert "Denderregio" in answers["Aalst"]["answer"]
    assert "line 4" in err and "did you mean Aalst" in err and "line 5" in err


def test_a_refusal_prints_the_question_for_the_help_desk(
    shipped_index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_HELP_DESK", "hulp@voorbeeld.be")
    _, out, _ = run("ask", "Wat is een zwerfkring?", "--index", str(shipped_index), capsys=capsys)
    assert "Deze vraag kunt u sturen naar hulp@voorbeeld.be:\nMijn vraag:\nWat is een zwerfkring?" in out

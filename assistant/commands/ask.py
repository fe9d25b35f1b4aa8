"""`assistant ask`: one answer, or one for each line of a file."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands.options import add_index, keep_quiet, settings
from corpus.errors import SettingError

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation
    from assistant.assistant import Assistant


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("ask", help="answer a question with exact quotes")
    asked = command.add_mutually_exclusive_group(required=True)
    asked.add_argument("question", nargs="?", metavar="QUESTION", help="the question, in Dutch")
    asked.add_argument(
        "--batch",
        type=Path,
        metavar="FILE",
        help='one JSON object a line: {"id", "question", "history", "municipality"}; - reads stdin',
    )
    command.add_argument(
        "--municipality", metavar="NAME", help="who asks, for questions about “onze gemeente” (ASSISTANT_MUNICIPALITY)"
    )
    add_index(command)
    command.add_argument("--json", action="store_true", help="print the answer object")
    command.set_defaults(run=run)


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Answer; 1 when a line of a batch could not be used. Raises ProductError."""
    keep_quiet()
    from assistant.answer import as_json
    from assistant.opening import open_assistant

    assistant = open_assistant(settings(options, environ))
    if options.batch is None:
        answer = assistant.answer(options.question)
        print(json.dumps(as_json(answer), ensure_ascii=False, indent=2) if options.json else _as_text(answer))
        return 0
    return _answer_batch(assistant, options.batch)


def _answer_batch(assistant: "Assistant", file: Path) -> int:
    """Answer every line that can be read; name the others on standard error and return 1 for them."""
    from assistant.answer import as_json

    status = 0
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        try:
            given = _question(line, f"{_name(file)}, line {number}", assistant)
        except SettingError as error:
            print(error, file=sys.stderr)
            status = 1
            continue
        answer = assistant.answer(given["question"], given["history"], municipality=given["municipality"])
        print(json.dumps({"id": given["id"], **as_json(answer)}, ensure_ascii=False), flush=True)
    return status


def _name(file: Path) -> str:
    return "standard input" if str(file) == "-" else str(file)


def _lines(file: Path) -> list[str]:
    """Return the lines of a batch. Only line feeds end a line: JSON texts may hold other separators."""
    try:
        content = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingError(f"{_name(file)}: this is not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise SettingError(f"{_name(file)}: cannot be read ({reason}); check the path") from error
    return content.removeprefix("\ufeff").split("\n")


def _question(line: str, where: str, assistant: "Assistant") -> dict[str, Any]:
    try:
        given = json.loads(line)
    except json.JSONDecodeError as error:
        raise SettingError(f"{where}: this is not JSON ({error.msg}); write one object a line") from error
    except RecursionError as error:
        raise SettingError(f"{where}: this JSON is nested too deeply; write one object a line") from error
    if not isinstance(given, dict) or not isinstance(given.get("question"), str):
        raise SettingError(f'{where}: give an object with a text "question"')
    history = given.get("history") or []
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise SettingError(f'{where}: "history" must be a list of earlier questions')
    return {
        "id": given.get("id"),
        "question": given["question"],
        "history": history,
        "municipality": _municipality(given.get("municipality"), where, assistant),
    }


def _municipality(given: object, where: str, assistant: "Assistant") -> str | None:
    """Return who asks, an empty text for nobody, None where the line does not say."""
    if given is None or given == "":
        return None if given is None else ""
    if not isinstance(given, str):
        raise SettingError(f'{where}: "municipality" must be the name of a municipality')
    try:
        return assistant.municipalities.named(given)
    except SettingError as error:
        raise SettingError(f"{where}: {error}") from error


def _as_text(answer: "Answer") -> str:
    from assistant.masking import notice
    from assistant.texts import text as message

    lines = [notice(answer.masked)] if answer.masked else []
    lines += [message("answer_card.read_as", typed=typed, read=read) for typed, read in answer.read_as]
    if answer.municipality:
        lines.append(message("municipality.for_whom", name=answer.municipality))
    lines.append(answer.text)
    if answer.ai_written:
        lines += ["", message("writing.mark")]
    if answer.citations:
        lines += ["", *(_source(citation) for citation in answer.citations)]
    if answer.nearest:
        lines += ["", message("answer_card.nearest"), *(f"{_source(c)}\n    “{c.quote}”" for c in answer.nearest)]
    if answer.help_desk:
        lines += ["", message("help_desk.command", address=answer.help_desk.address), answer.help_desk.text]
    return "\n".join(lines)


def _source(citation: "Citation") -> str:
    section = f" › {citation.section[-1]}" if citation.section else ""
    note = "".join(f"\n    {line}" for line in (citation.note or "").splitlines())
    return f"[{citation.number}] {citation.title}{section}, bladzijde {citation.page}\n    {citation.link}{note}"

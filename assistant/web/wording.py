"""What stands on the chat page by itself, and how the page that Gradio made says it in another language.

Gradio renders its blocks once, in Dutch, and writes them into the page as JSON: a page in another language, or of a
widget that keeps nothing, gets the same JSON with other words. So there is one set of blocks for all languages.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from typing import Any, Final

from assistant.texts import Words

_BEGIN: Final = "window.gradio_config = "


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of the page, some as Markdown; no two of them may be the same, or they could not be told apart."""

    title: str
    head: str
    new_conversation: str
    notice: str
    conversation: str
    welcome: str
    field: str
    placeholder: str
    send: str
    empty_source: str
    retry: str


Wording = Callable[[Words, bool], PageWords]
"""Gives the words of the page in a language, where questions are kept or, told by the second, are not."""


def page_words(words: Words, *, keep_days: int | None, with_model: bool) -> PageWords:
    """Return the words of the page.

    `keep_days` is for how long questions are kept, None for not at all; `with_model` tells that a language model words
    answers.
    """
    text = words.text
    kept = text("page.kept", days=keep_days) if keep_days else text("own_data.kept_nothing")
    notice = text("page.notice_with_model" if with_model else "page.notice")
    return PageWords(
        title=text("page.title"),
        head=f"# {text('page.title')}\n\n{text('page.subtitle')}",
        new_conversation=text("page.new_conversation"),
        notice=f"{notice} {kept} [{text('page.privacy_link')}](#gegevens)",
        conversation=text("page.conversation"),
        welcome=f"## {text('page.welcome')}",
        field=text("page.field"),
        placeholder=text("page.placeholder"),
        send=text("page.send"),
        empty_source=f"## {text('source.empty_title')}\n\n{text('source.empty')}",
        retry=text("page.retry"),
    )


def reworded(page: str, before: PageWords, after: PageWords) -> str:
    """Return Gradio's HTML with other words. Raises TypeError when it does not hold its blocks as it used to."""
    if before == after:
        return page
    start = page.find(_BEGIN)
    if start < 0:
        raise TypeError("Gradio no longer writes its blocks into the page; adapt assistant/web/wording.py")
    start += len(_BEGIN)
    blocks, end = json.JSONDecoder().raw_decode(page, start)
    said = dict(zip(astuple(before), astuple(after), strict=True))
    made = json.dumps(_replaced(blocks, said), ensure_ascii=False).replace("<", "\\u003c")
    return page[:start] + made + page[end:]


def _replaced(found: Any, said: Mapping[str, str]) -> Any:
    if isinstance(found, str):
        return said.get(found, found)
    if isinstance(found, list):
        return [_replaced(one, said) for one in found]
    if isinstance(found, dict):
        return {name: _replaced(one, said) for name, one in found.items()}
    return found

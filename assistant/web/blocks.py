"""The chat page as Gradio blocks: layout, and which handler each event calls. The only door to Gradio.

What lives here follows from what Gradio does in a browser. No `gr.State` and no queue: each would hold a stream for
every open page, and a browser gives six per host. No `gr.HTML`, `js=` or `head=`: they need `unsafe-eval`. Instead
`static/page.js` sends the id of the conversation as a header, and the history stays on the server.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount
from starlette.types import ASGIApp, Scope

from assistant.texts import words_in
from assistant.web.chat import CHIPS, Chat, View
from assistant.web.limits import Turnstile
from assistant.web.municipalities import HEADER
from assistant.web.scope import Scope as Reach
from assistant.web.wording import PageWords

# Gradio reads these when it is imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_RUN_HISTORY"] = "False"
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr

CONVERSATION_HEADER = "x-gesprek"
REQUEST_HEADER = "x-verzoek"
"""`static/page.js` sets both; a request sent again keeps its number."""

MOST_HEADER = 300
"""Characters: the longest name of a municipality takes 27, and three times as many in percent signs."""

_FONT = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "DejaVu Sans", "sans-serif")
_MONO = ("ui-monospace", "monospace")

_EVENT = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


def mount_chat(
    app: FastAPI,
    chat: Chat,
    *,
    words: PageWords,
    about: Callable[[Reach], str],
    scope: Callable[[Mapping[str, str]], Reach],
    guard: Callable[[ASGIApp], ASGIApp],
    turnstile: Turnstile,
) -> None:
    """Mount the chat page at `/`, after the routes that `app` already has.

    `words` are those of the page itself. `scope` gives what a request may ask, by its headers; `about` the line under
    the field that tells which documents are known. `guard` wraps Gradio's own application, so that only what the page
    needs is open. `turnstile` stops who asks too much.
    """
    blocks = _page(chat, about, scope, words, turnstile)
    gr.mount_gradio_app(
        app, blocks, path="", footer_links=[], run_history=False, show_error=False, ssr_mode=False, pwa=False,
        mcp_server=False, enable_monitoring=False, theme=_theme(), max_file_size=1,
    )  # fmt: skip
    mounted = app.router.routes.pop()
    if not isinstance(mounted, Mount):
        raise TypeError("Gradio no longer mounts its application last; adapt assistant/web/blocks.py")
    app.router.routes.append(Mount("", app=guard(mounted.app)))


def _theme() -> Any:
    return gr.themes.Base(font=_FONT, font_mono=_MONO, radius_size="md", text_size="lg")


def _page(
    chat: Chat,
    about: Callable[[Reach], str],
    scope: Callable[[Mapping[str, str]], Reach],
    words: PageWords,
    turnstile: Turnstile,
) -> Any:
    with gr.Blocks(title=words.title, analytics_enabled=False, fill_width=True) as blocks:
        with gr.Row(elem_id="kop"):
            gr.Markdown(words.head, elem_id="naam")
            fresh = gr.Button(words.new_conversation, elem_id="nieuw")
        with gr.Row(elem_id="scherm"):
            with gr.Column(elem_id="gesprek"):
                with gr.Column(elem_id="verloop"):
                    gr.Markdown(words.notice, elem_id="mededeling")
                    messages = _messages(words)
                    gr.Markdown(words.welcome, elem_id="welkom")
                    with gr.Row(elem_id="suggesties"):
                        chips = [gr.Button("", visible=False, elem_classes="suggestie") for _ in range(CHIPS)]
                with gr.Column(elem_id="invoer"):
                    warning = gr.Markdown("", elem_id="waarschuwing")
                    with gr.Row(elem_id="vraagregel"):
                        field = _field(words)
                        send = gr.Button(words.send, variant="primary", elem_id="verstuur")
                    under = gr.Markdown("", elem_id="onder")
            with gr.Column(elem_id="bron"):
                gr.Markdown(words.empty_source, elem_id="bron-leeg")
        again = gr.Button(words.retry, elem_id="opnieuw")
        shown = [messages, *chips]
        _connect(blocks, chat, about, scope, turnstile, shown=shown, warning=warning, field=field, under=under,
                 asking=[send.click, field.submit], chips=chips, again=again, fresh=fresh)  # fmt: skip
    return blocks


def _messages(words: PageWords) -> Any:
    return gr.Chatbot(
        elem_id="berichten", label=words.conversation, show_label=False, container=False, height=None,
        buttons=[], feedback_options=None, latex_delimiters=[], autoscroll=False, group_consecutive_messages=False,
        layout="bubble", sanitize_html=True,
    )  # fmt: skip


def _field(words: PageWords) -> Any:
    return gr.Textbox(
        label=words.field, placeholder=words.placeholder, elem_id="vraag", lines=1, max_lines=5,
        container=True, autofocus=False,
    )  # fmt: skip


def _connect(
    blocks: Any, chat: Chat, about: Callable[[Reach], str], scope: Callable[[Mapping[str, str]], Reach],
    turnstile: Turnstile, *, shown: list[Any], warning: Any, field: Any, under: Any,
    asking: list[Any], chips: list[Any], again: Any, fresh: Any,
) -> None:  # fmt: skip
    """Asking comes first and shows the question; answering follows as a second request."""

    def asked(question: str, request: gr.Request) -> View:
        reach = scope(request.headers)
        too_much = turnstile.refuse(_scope(request), words_in(reach.language))
        if too_much:
            return chat.refuse(_conversation(request), question, too_much, reach)
        return chat.ask(_conversation(request), question, request=_number(request), scope=reach)

    def ask(question: str, request: gr.Request) -> list[Any]:
        view = asked(question, request)
        return [*_shown(view), view.warning, view.field]

    def ask_chip(question: str, request: gr.Request) -> list[Any]:
        view = asked(question, request)
        return [*_shown(view), view.warning]

    def answer(request: gr.Request) -> list[Any]:
        with turnstile.answering(_scope(request)):
            reach = scope(request.headers)
            return _shown(chat.answer(_conversation(request), reach, municipality=_municipality(request)))

    def retry(request: gr.Request) -> list[Any]:
        return [*_shown(chat.retry(_conversation(request), scope(request.headers))), ""]

    def show(request: gr.Request) -> list[Any]:
        asking_from = scope(request.headers)
        return [*_shown(chat.show(_conversation(request), asking_from)), about(asking_from), ""]

    for trigger in asking:
        trigger(ask, [field], [*shown, warning, field], **_EVENT).then(answer, None, shown, **_EVENT)
    for chip in chips:
        chip.click(ask_chip, [chip], [*shown, warning], **_EVENT).then(answer, None, shown, **_EVENT)
    again.click(retry, None, [*shown, warning], **_EVENT).then(answer, None, shown, **_EVENT)
    for opening in (blocks.load, fresh.click):
        opening(show, None, [*shown, under, warning], **_EVENT).then(answer, None, shown, **_EVENT)


def _conversation(request: gr.Request) -> str:
    return str(request.headers.get(CONVERSATION_HEADER, ""))


def _scope(request: gr.Request) -> Scope:
    behind = request.request  # gr.Request itself would turn the scope into JSON
    if behind is None:
        raise TypeError("Gradio no longer hands over the request; adapt assistant/web/blocks.py")
    return behind.scope


def _number(request: gr.Request) -> str:
    return str(request.headers.get(REQUEST_HEADER, ""))[:64]


def _municipality(request: gr.Request) -> str:
    return str(request.headers.get(HEADER, ""))[:MOST_HEADER]


def _shown(view: View) -> list[Any]:
    messages = [{"role": message.role, "content": message.html} for message in view.messages]
    filled = [gr.Button(suggestion, visible=True) for suggestion in view.suggestions[:CHIPS]]
    return [messages, *filled, *(gr.Button(visible=False) for _ in range(CHIPS - len(filled)))]

"""The box on the page *Meer over uw gegevens* with which somebody sees, downloads and deletes their conversation.

Its buttons work in the chat page, whose script knows the conversation; by itself the page tells to go there.
"""

from html import escape
from typing import Final

from assistant.texts import DUTCH_WORDS, Words

PLACE: Final = "/gegevens/gesprek"


def box(words: Words = DUTCH_WORDS) -> str:
    """Return the box as HTML. `static/page.js` opens the buttons and answers them."""
    buttons = "".join(
        f'<button type="button" class="knop gegevensknop" value="{value}">'
        f"{escape(words.text(f'own_data.{key}'))}</button> "
        for value, key in (("toon", "show"), ("download", "download"), ("verwijder", "delete"))
    )
    return (
        f'<section class="eigen-gegevens"><h2>{escape(words.text("own_data.title"))}</h2>'
        f'<p class="elders">{escape(words.text("own_data.elsewhere"))}</p>'
        f'<div class="in-gesprek" hidden><p>{escape(words.text("own_data.intro"))}</p>'
        f'<p class="knoppen">{buttons}</p><div class="bewaard-gesprek" tabindex="-1"></div></div></section>'
    )

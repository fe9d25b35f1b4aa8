"""What a message offers to ask again, or elsewhere: what was searched for, the question to the help desk, hard words.

As everywhere in messages only the tags and attributes that Gradio's sanitiser keeps; `static/asking.js` acts on them.
"""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from assistant.answer import Answer, HelpDesk, Outcome
from assistant.glossary import HardWord, Meaning
from assistant.texts import DUTCH, DUTCH_WORDS, Words, text
from assistant.web.spoken import dutch, lang, suggested


def searched_for(answer: Answer, words: Words = DUTCH_WORDS) -> str:
    """Return what was searched for, where it is not what was typed or nothing was found, with a button to better it."""
    refused = answer.outcome is Outcome.NOT_IN_SOURCES
    if not refused and not _differs(answer):
        return ""
    said = escape(" ".join(answer.searched_for.split()))
    # What was changed was changed into Dutch, the language that is searched in.
    spoken = lang(DUTCH if _differs_from_asked(answer) else answer.language, words.language)
    title = escape(words.text("asking.better"))
    button = f'<button type="button" class="zoekvraag" title="{title}"{spoken}>{said}</button>'
    return f'<p class="gelezen gezocht">{escape(words.text("asking.searched"))} {button}</p>'


def for_whom(answer: Answer, words: Words = DUTCH_WORDS) -> str:
    """Return for which municipality the question was read."""
    if not answer.municipality:
        return ""
    return f'<p class="gelezen">{escape(words.text("municipality.for_whom", name=answer.municipality))}</p>'


def help_desk(desk: HelpDesk | None, words: Words = DUTCH_WORDS) -> str:
    """Return the question to the help desk: a link that opens it as a mail, or a button that copies it."""
    if desk is None:
        return ""
    if desk.link.startswith("mailto:"):
        offered = _link(desk.link, words.text("help_desk.mail", address=desk.address))
    else:
        copy = f'<button type="button" class="hulp kopieer-vraag">{escape(words.text("help_desk.copy"))}</button>'
        offered = copy + _link(desk.link, words.text("help_desk.open"))
    lines = "<br>".join(escape(line) for line in desk.text.splitlines())
    shown = f"<summary>{escape(words.text('help_desk.show'))}</summary><p{lang(DUTCH, words.language)}>{lines}</p>"
    return (
        f'<div class="helpdesk"><p>{escape(words.text("help_desk.offer"))}</p><p class="hulpknoppen">{offered}</p>'
        f'<details class="meer klaar">{shown}</details></div>'
    )


def choices(answer: Answer, words: Words = DUTCH_WORDS) -> str:
    """Return the questions that an unclear one may mean, each as a button that asks it."""
    if answer.outcome is not Outcome.UNCLEAR:
        return ""
    if answer.lead == text("answer.which_municipality"):
        choose = escape(words.text("municipality.choose"))
        return f'<p class="keuzes"><button type="button" class="hulp kies-gemeente">{choose}</button></p>'
    offered = [suggested(question, words) for question in answer.suggestions]
    buttons = "".join(
        f'<button type="button" class="hulp keuze"{lang(language, words.language)}>{escape(question)}</button>'
        for question, language in offered
    )
    return f'<p class="keuzes">{buttons}</p>' if buttons else ""


def with_hard_words(said: str, statement: int, hard: Sequence[HardWord], words: Words = DUTCH_WORDS) -> str:
    """Return what a statement says, escaped, its hard words as links to what they mean.

    `said` has single spaces; `statement` is the place of the statement in its answer, from 0.
    """
    parts: list[str] = []
    at = 0
    for one in (word for word in hard if word.statement == statement):
        link = f'<a class="woord" href="{_address(one.meaning)}" title="{escape(words.text("asking.meaning_title"))}">'
        parts += [escape(said[at : one.start]), f"{link}{escape(said[one.start : one.end])}</a>"]
        at = one.end
    return "".join([*parts, escape(said[at:])])


def meanings(hard: Sequence[HardWord], words: Words = DUTCH_WORDS) -> str:
    """Return what the hard words of an answer mean, out of sight until one is opened."""
    lines = "".join(_meaning(one.meaning, words) for one in hard)
    return f'<div class="betekenissen">{lines}</div>' if lines else ""


def _meaning(meaning: Meaning, words: Words) -> str:
    source = f"#bron/{quote(meaning.passage, safe='')}/{meaning.start}-{meaning.end}"
    page = words.text("answer_card.page", page=meaning.page)
    # The sanitiser takes `data-…` away, so the place of the meaning is told by the link that it holds.
    return (
        f'<div class="betekenis"><p>“{dutch(escape(meaning.words), words)}”</p>'
        f'<p class="plaats">{dutch(escape(meaning.title), words)} · '
        f'<a class="naar" href="{source}">{escape(page)}</a></p></div>'
    )


def _address(meaning: Meaning) -> str:
    return f"#woord/{quote(meaning.passage, safe='')}/{meaning.start}-{meaning.end}"


def _link(address: str, words: str) -> str:
    return f'<a class="hulp" href="{escape(address)}">{escape(words)}</a>'


def _differs(answer: Answer) -> bool:
    return bool(answer.citations) and _differs_from_asked(answer)


def _differs_from_asked(answer: Answer) -> bool:
    return _bare(answer.searched_for) != _bare(answer.question)


def _bare(words: str) -> str:
    return " ".join(words.lower().split()).rstrip("?!. ")

"""What was picked becomes an answer in words: quotes with a lead-in, or a refusal that says what lies near."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from assistant.answer import WITHOUT_EVIDENCE, Answer, Outcome, Strength
from assistant.asking.patterns import all_found, content_terms, matches
from assistant.asking.question import LONGEST, Kind, Question
from assistant.deciding import confidence
from assistant.deciding.dating import old_figure
from assistant.deciding.disagreeing import contradiction
from assistant.deciding.lacking import is_of_something_else, lacks_what_was_asked
from assistant.deciding.premises import denial
from assistant.finding import Look
from assistant.quoting.citations import cite
from assistant.quoting.evidence import Stretch
from assistant.quoting.selection import NEAREST, Selection, is_word_for_word
from assistant.texts import DUTCH_WORDS, Words, text, texts
from corpus.types import Document, Hit

SUGGESTIONS: Final = 3
"""Questions offered after an answer."""

JUST_TOO_LITTLE: Final = 0.99
"""The most that the evidence of a refused question is said to be."""

JUST_ENOUGH: Final = 1.0
"""The least that the evidence of an answered one is said to be."""

HALF: Final = 0.5
"""Where the documents know no word of a question, what covers less than this of it by near words answers another one:
2 wrong answers and 1 right one of 390 calibration questions."""

MOST_WORDS_OF_A_SUBJECT: Final = 2
"""Words, without a question word or mark, that name a subject and ask nothing."""

SECTIONS_OF_A_SUBJECT: Final = 2
"""From so many questions to choose from on, it pays to ask which one is meant."""

FIXED: Final = {
    Kind.EMPTY: (Outcome.UNCLEAR, "answer.empty"),
    Kind.TOO_LONG: (Outcome.UNCLEAR, "answer.too_long"),
    Kind.NOISE: (Outcome.UNCLEAR, "answer.noise"),
    Kind.GREETING: (Outcome.OUT_OF_SCOPE, "answer.greeting"),
    Kind.THANKS: (Outcome.OUT_OF_SCOPE, "answer.thanks"),
    Kind.ABOUT: (Outcome.OUT_OF_SCOPE, "answer.about"),
    Kind.OTHER_WORK: (Outcome.OUT_OF_SCOPE, "answer.other_work"),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What an answer needs beside the look: the documents by name, where links begin, whom to ask, and today."""

    documents: Mapping[str, Document]
    public_address: str
    help_desk: str | None
    today: date


def fixed(question: Question, words: Words = DUTCH_WORDS) -> Answer:
    """Return the answer, in these words, to what is no question to the documents."""
    outcome, key = FIXED[question.kind]
    lead = words.text(key, limit=LONGEST) if question.kind is Kind.TOO_LONG else words.text(key)
    suggestions = words.texts("first.questions")[:SUGGESTIONS]
    return Answer(question.asked, question.text, outcome, lead, suggestions=suggestions, language=words.language)


def reply(look: Look, chance: float, setting: Setting) -> Answer:
    """Return the answer to a question from what was picked; `chance` is the probability that this answers it."""
    answer = _reply(look, chance, setting)
    best = look.selection.best
    if best is None:
        return answer
    enough = chance / confidence.enough()
    # A rule, not the probability, may have refused it, or answered it: where the heading is the question.
    enough = min(enough, JUST_TOO_LITTLE) if answer.outcome in WITHOUT_EVIDENCE else max(enough, JUST_ENOUGH)
    return replace(answer, evidence=Strength(best.coverage, chance, enough))


def _reply(look: Look, chance: float, setting: Setting) -> Answer:
    question, selection = look.question, look.selection
    if _says_nothing(look):
        return _unclear(look, "answer.noise", setting)
    if _is_a_subject(look):
        return _unclear(look, "answer.which", setting)
    if _is_everyday(look):
        return replace(fixed(replace(question, kind=Kind.OTHER_WORK)), lead=text("answer.everyday"))
    denied = denial(look)
    if denied:
        nearest = (denied, *(one for one in selection.nearest if one is not denied))[:NEAREST]
        return _refusal(look, nearest, "answer.denied", setting)
    if selection.stretches and (is_word_for_word(selection.stretches[0]) or _is_proof(look, chance)):
        return _answer(look, setting)
    return _refusal(look, selection.nearest, "answer.not_in_sources", setting)


def _is_proof(look: Look, chance: float) -> bool:
    """Tell whether what was picked answers the question: likely enough, and about what was asked."""
    if chance < confidence.enough() or _is_unknown(look):
        return False
    return not is_of_something_else(look) and not lacks_what_was_asked(look)


def _answer(look: Look, setting: Setting) -> Answer:
    question, selection = look.question, look.selection
    other = contradiction(look)
    quoted = _with(selection.stretches, other) if other else selection.stretches
    statements, citations = cite(
        quoted, setting.documents, public_address=setting.public_address, items=selection.is_list and not other
    )
    outcome, lead = Outcome.ANSWERED, _lead(question, selection)
    missing: tuple[str, ...] = ()
    old = old_figure(look, setting.today)
    if other:
        outcome, lead = Outcome.CONFLICTING, text("answer.conflicting")
    elif old:
        outcome, lead, missing = Outcome.PARTIAL, text("answer.old", year=old), (text("answer.newer", year=old),)
    return Answer(
        question=question.asked,
        searched_for=question.text,
        outcome=outcome,
        lead=lead,
        statements=statements,
        citations=citations,
        missing=missing,
        suggestions=_suggestions(question, look.hits, selection),
    )


def _with(stretches: Sequence[Stretch], other: Stretch) -> tuple[Stretch, ...]:
    """Return the stretches with the one that contradicts the first right behind it."""
    behind = () if other is stretches[0] else (other,)
    return (stretches[0], *behind, *(one for one in stretches[1:] if one is not other))


def _refusal(look: Look, nearest: Sequence[Stretch], key: str, setting: Setting) -> Answer:
    _, citations = cite(nearest, setting.documents, public_address=setting.public_address)
    lead = text(key)
    if setting.help_desk:
        lead = f"{lead}\n{text('answer.help_desk', address=setting.help_desk, question=look.question.text)}"
    return Answer(
        question=look.question.asked,
        searched_for=look.question.text,
        outcome=Outcome.NOT_IN_SOURCES,
        lead=lead,
        nearest=citations,
        missing=(look.question.text,),
        suggestions=_suggestions(look.question, look.hits, look.selection),
    )


def _unclear(look: Look, key: str, setting: Setting) -> Answer:
    question = look.question
    offered = _headings(look.hits, set())[:SUGGESTIONS] if key == "answer.which" else texts("first.questions")
    return Answer(question.asked, question.text, Outcome.UNCLEAR, text(key), suggestions=tuple(offered[:SUGGESTIONS]))


def _says_nothing(look: Look) -> bool:
    """Tell whether no word of what was typed is known: *asdf qsdf*."""
    words = look.wanted.words
    dutch = look.query.language == "nl"
    typed = len(words) > 1 or len(look.question.asked.split()) == 1
    return dutch and typed and bool(words) and all(word.unknown for word in words) and not _asks_anything(look.question)


def _asks_anything(question: Question) -> bool:
    return bool(question.asked_for) or matches("parts", "asks", question.asked)


def _is_a_subject(look: Look) -> bool:
    """Tell whether only a subject was typed, such as *subsidies*, under which several sections stand."""
    question = look.question
    typed = question.asked.split()
    bare = len(typed) <= MOST_WORDS_OF_A_SUBJECT and not question.asked.endswith("?") and not question.earlier
    return bare and not _asks_anything(question) and len(_headings(look.hits, set())) >= SECTIONS_OF_A_SUBJECT


def _is_everyday(look: Look) -> bool:
    """Tell whether a matter of everyday life is asked for that what was found does not speak of."""
    said = "\n".join(part for one in look.ranked[:NEAREST] for part in (*one.passage.section, one.text)).lower()
    return any(matter not in said for matter in all_found("other_work", "everyday", look.question.asked))


def _is_unknown(look: Look) -> bool:
    """Tell whether a Dutch question is about something that no document knows, such as a *zwerfkring*."""
    best = look.selection.best
    dutch = look.query.language == "nl"
    return dutch and best is not None and best.coverage < HALF and all(word.unknown for word in look.wanted.words)


def _lead(question: Question, selection: Selection) -> str:
    if selection.is_list:
        return text("answer.list", count=len(selection.stretches))
    if "yes_no" in question.asked_for:
        return text("answer.yes_no")
    return text("answer.quotes")


def _suggestions(question: Question, hits: Sequence[Hit], selection: Selection) -> tuple[str, ...]:
    """Offer headings near by that are questions themselves, and were neither asked nor answered."""
    used = {stretch.passage.section for stretch in selection.stretches}
    asked = set(question.terms)
    fresh = [heading for heading in _headings(hits, used) if set(content_terms(heading)) - asked]
    return tuple(fresh[:SUGGESTIONS])


def _headings(hits: Sequence[Hit], used: set[tuple[str, ...]]) -> list[str]:
    """Return the headings of the passages found that are questions, each once, but for the sections used."""
    sections = (hit.passage.section for hit in hits if hit.passage.section and hit.passage.section not in used)
    return list(dict.fromkeys(section[-1] for section in sections if section[-1].endswith("?")))

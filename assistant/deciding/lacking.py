"""What a question asks for and no quote holds: then the quotes are near, and are no answer.

Each rule was kept for what it did over the calibration questions: how many answers it refuses that miss, and how many
that are right (evals/README.md).
"""

from collections.abc import Iterable
from typing import Final

from assistant.asking import values
from assistant.asking.patterns import all_found, content_terms, found, matches, number_of, ordinals
from assistant.asking.question import Question
from assistant.finding import Look
from assistant.quoting import wording
from assistant.quoting.evidence import SIGNALS, Stretch
from assistant.quoting.joining import overlap

ARTICLE: Final = "artikel_"
"""How the index term of an article begins."""

ONLY_A_VALUE: Final = frozenset({"how_many", "how_much", "person", "phone", "address"})
"""Kinds of question that are answered only by a quote that holds such a value."""

OF_THE_BEST: Final = frozenset({"person", "why"})
"""Kinds whose value the first quote itself must hold: reasons and names in the others are of something else. Of 450
answerable calibration questions it costs 1, and refuses 8 answers that would have missed."""

FEWEST_LISTED: Final = 3
"""So many of the things that a question counts (*welke zeven gemeenten*) must be named; fewer where it counts fewer."""

_COUNTS = SIGNALS.index("counts")


def lacks_what_was_asked(look: Look) -> bool:
    """Tell whether something of the kind that a question asks for is in no quote. There must be quotes."""
    return (
        _lacks_the_value(look)
        or _lacks_the_count(look)
        or _lacks_the_one_of_a_number(look)
        or _lacks_the_superlative(look)
        or _names_too_few(look)
        or _places_another(look)
        or _lists_the_others(look)
        or not _named(look.question) <= set(_around(look))
    )


def is_of_something_else(look: Look) -> bool:
    """Tell whether an amount is asked of something that no document knows: any amount quoted would mislead.

    Only amounts: numbers and dates of things in other words are answered more often than not (3 and 5 right answers
    of the calibration questions would be lost, 4 and 3 others refused).
    """
    if "how_much" not in look.question.asked_for or look.query.language != "nl" or not look.wanted.words:
        return False
    main = max(look.wanted.words, key=lambda word: word.weight)
    return main.unknown and not main.met_by(frozenset(_said(look.selection.stretches)))


def _lacks_the_value(look: Look) -> bool:
    """Tell whether a date, a number, an amount or somebody's name is asked for and nothing picked holds one."""
    quotes, question = look.selection.stretches, look.question
    quoted = " ".join(one.text for one in quotes)
    if any(not values.holds(kind, quotes[0].text, question.text) for kind in question.asked_for & OF_THE_BEST):
        return True
    return any(not values.holds(kind, quoted, question.text) for kind in question.asked_for & ONLY_A_VALUE)


def _lacks_the_count(look: Look) -> bool:
    """Tell whether things are counted that have no number beside them in any quote."""
    thing = values.counted(look.question.text) if "how_many" in look.question.asked_for else ""
    if not thing or matches("counting", "anybody", thing) or not _is_known(thing, look):
        return False
    quotes = look.selection.stretches
    quoted = [one for one in look.ranked if any(overlap(one, quote) for quote in quotes)]
    return not any(one.signals[_COUNTS] for one in quoted)


def _is_known(thing: str, look: Look) -> bool:
    """Tell whether some document has a word; of what could not be put in Dutch nothing is known."""
    terms = frozenset(content_terms(thing))
    return any(not word.unknown for word in look.wanted.words if terms & word.terms)


def _lacks_the_one_of_a_number(look: Look) -> bool:
    """Tell whether the one of a number is asked for (*tip 12*, *de vijfde stap*) and no quote bears it."""
    asked = look.question.asked
    numbers = ordinals(asked)
    # *En de derde?* after a list is searched as the third item itself, which bears no number.
    if len(numbers) != 1 or not numbers[0] or not ordinals(look.question.text):
        return False
    return not any(wording.bears(asked, one.text, one.passage.section) for one in look.selection.stretches)


def _lacks_the_superlative(look: Look) -> bool:
    """Tell whether the most or least of something is asked for and nothing quoted says what that is."""
    asked = matches("superlative", "says", look.question.text)
    return asked and not matches("superlative", "says", _text(look.selection.stretches))


def _names_too_few(look: Look) -> bool:
    """Tell whether a number of things is to be named (*welke zeven gemeenten*) and no quote names several."""
    if look.selection.is_list:
        return False
    words = " ".join(all_found("counting", "listed", look.question.text)).split()
    counted = max((number for word in words if (number := number_of(word))), default=0)
    named = max(wording.things_named(one.text) for one in look.selection.stretches)
    return counted > 1 and named < min(counted, FEWEST_LISTED)


def _places_another(look: Look) -> bool:
    """Tell whether the region of a place is asked for (*in welke regio ligt Luik?*) and the first quote is of another.

    Another place, or another kind of region: the table of the referentieregio's says nothing of vervoerregio's.
    """
    place = found("placing", "asks", look.question.text, "place")
    kind = found("placing", "asks", look.question.text, "kind")
    if not place:
        return False
    first = look.selection.stretches[0]
    table = [first.passage.text[unit.start : unit.end] for unit in first.passage.units if unit.kind == "heading"]
    said = frozenset(content_terms("\n".join((*table, _text([first])))))
    return not said.issuperset(content_terms(place)) or not any(
        term.endswith(asked) for asked in content_terms(kind) for term in said
    )


def _lists_the_others(look: Look) -> bool:
    """Tell whether a list is asked of what is not so (*welke regio's kregen geen …*) and no quote denies anything."""
    if not look.selection.is_list or not matches("turning", "none", look.question.text):
        return False
    return not matches("turning", "denies", _text(look.selection.stretches))


def _named(question: Question) -> frozenset[str]:
    """Return the numbers and the articles that a question names: what is quoted must name them too."""
    return question.numbers | {term for term in question.terms if term.startswith(ARTICLE)}


def _around(look: Look) -> tuple[str, ...]:
    """Return the terms of what is quoted; of a list with those of its section, where a year may stand above it."""
    selection = look.selection
    if not selection.is_list:
        return _said(selection.stretches)
    home = {(one.passage.document, one.passage.section) for one in selection.stretches}
    beside = [hit.passage.text for hit in look.hits if (hit.passage.document, hit.passage.section) in home]
    return (*_said(selection.stretches), *content_terms("\n".join(beside)))


def _said(stretches: Iterable[Stretch]) -> tuple[str, ...]:
    """Return the terms of some stretches and of the headings above them."""
    return content_terms(_text(stretches))


def _text(stretches: Iterable[Stretch]) -> str:
    return "\n".join(part for one in stretches for part in (*one.passage.section, one.text))

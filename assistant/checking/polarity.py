"""Whether a sentence denies what its quote says, or says what its quote denies.

Both are cut into clauses. Each word of the sentence is compared with the clauses of the quote that hold it: does a word
such as *niet* or *geen* stand in the one and not in the other? Words weigh by how rare they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.checking.claims import claims, denying, opposites, phrases
from assistant.checking.covering import SYNONYM, Word, Words
from corpus.dutch import fold, sentences

ENUMERATED = 3
"""Content words of a piece that still belongs to the *geen* before it: *geen eigen organen of middelen*."""

SUBJECT = 1
"""The first content word of a sentence belongs to its later clauses too: *X gaat over A en niet over B*."""

BOTH = frozenset({False, True})

# Where one clause ends and the next begins. A comma between digits is part of a number.
_BORDER = {
    "nl": r"maar|terwijl|hoewel|omdat|want|zodat|tenzij|en|of|noch|doch|als|wanneer|die|dat",
    "en": r"but|while|although|because|so that|unless|and|or|nor|if|when|which|that|who",
    "fr": r"mais|tandis que|bien que|parce que|car|sauf|et|ou|ni|si|quand|qui|que",
}
_MARKS = r"[;:()–—!?]|\.(?=\s|$)|,(?!\d)|\s-\s"
_RELATES = ("die", "dat", "which", "that", "who", "qui", "que")
_ENUMERATES = ("en", "of", "noch", "and", "or", "nor", "et", "ou", "ni", ",")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its words with their weights, and whether it denies; BOTH where that cannot be told.

    `subject` are words of an earlier clause of the sentence that it speaks of as well.
    """

    words: tuple[tuple[Word, float], ...]
    denies: frozenset[bool]
    subject: tuple[Word, ...] = ()

    @property
    def parts(self) -> frozenset[str]:
        """The terms by which its words are found."""
        return frozenset(term for word in (*(word for word, _ in self.words), *self.subject) for term in word.parts)


def clauses(text: str, language: str, words: Words) -> tuple[Clause, ...]:
    """Return the clauses of a text, those without words that say something left out."""
    found: list[Clause] = []
    for start, end in sentences(text):
        previous: frozenset[bool] = frozenset({False})
        subject: tuple[Word, ...] = ()
        before = len(found)
        for border, piece in _pieces(text[start:end], language):
            said = tuple(words.of(_VERDICT.sub("", piece), language))
            denies = _denies(piece, language)
            if denies == {False} and True in previous:
                if border in _RELATES:
                    # *Er is geen regio die …* denies what follows as well.
                    denies = previous
                elif border in _ENUMERATES and len(said) <= ENUMERATED:
                    denies = BOTH
            if not said and True in denies and len(found) > before:
                # *Voor een OCMW hoeft dat niet*: what denies the clause stands behind its last word that counts.
                found[-1] = replace(found[-1], denies=denies if found[-1].denies == {False} else BOTH)
            if said:
                found.append(Clause(said, denies, () if border in _RELATES else subject))
                subject = subject or tuple(word for word, _ in said[:SUBJECT])
            previous = denies if said or True in denies else previous
    return tuple(found)


def flips(sentence: Sequence[Clause], quote: Sequence[Clause]) -> bool:
    """Tell whether a clause of the sentence denies what the quote says, or says what it denies."""
    terms = [clause.parts for clause in quote]
    for clause in sentence:
        if clause.denies == BOTH:
            continue
        agree = disagree = 0.0
        for word, weight in clause.words:
            held = [word.there(found) for found in terms]
            best = max(held, default=0.0)
            sides = {
                side
                for other, there in zip(quote, held, strict=True)
                if there == best >= SYNONYM
                for side in other.denies
            }
            if sides == BOTH or not sides:
                continue
            if sides == clause.denies:
                agree += weight
            else:
                disagree += weight
        if disagree > agree or (True in clause.denies and not any(True in other.denies for other in quote)):
            return True
    return False


def leaves_out_exception(sentence: str, quote: str) -> bool:
    """Tell whether one of the two makes an exception and the other does not."""
    excepting = phrases("exception", "phrases")
    return excepting.within(fold(sentence)) != excepting.within(fold(quote))


def says_the_opposite(sentence: str, quote: str) -> bool:
    """Tell whether the sentence holds a word (*stijgt*) of which only the opposite (*daalt*) stands in the quote."""
    mine, theirs = set(_WORD.findall(fold(sentence))), set(_WORD.findall(fold(quote)))
    for left, right in opposites():
        for one, other in ((left, right), (right, left)):
            if mine & one and not theirs & one and theirs & other and not mine & other:
                return True
    return _un(mine, theirs) or _un(theirs, mine)


def says_more_strongly(sentence: str, quote: str) -> bool:
    """Tell whether the sentence makes *kan* into *moet*, *soms* into *altijd*, or adds *alleen*."""
    mine, theirs = fold(sentence), fold(quote)

    def turned(said: str, instead: str) -> bool:
        own, other = phrases(said, "words"), phrases(instead, "words")
        return own.within(mine) and not own.within(theirs) and other.within(theirs)

    only, also = phrases("only", "words"), phrases("only", "also")
    adds_only = only.within(mine) and not only.within(theirs) and not also.within(theirs)
    return adds_only or turned("must", "may") or turned("all", "some") or (turned("may", "must") and _free(mine))


_VERDICT = re.compile(r"^\W*(?:ja|nee|neen|yes|no|oui|non)(?=\W*$|,)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:'s)?")


def _free(folded: str) -> bool:
    """*Kan* is said of what must be done as well; *mag* and *vrijwillig* are not."""
    return any(word in {"mag", "mogen", "may", "vrijwillig", "vrijwillige", "facultatief"} for word in folded.split())


def _un(mine: set[str], theirs: set[str]) -> bool:
    """Tell whether one says *mogelijk* where the other only says *onmogelijk*."""
    return any(
        f"on{word}" in theirs and word not in theirs and f"on{word}" not in mine for word in mine if len(word) > 4
    )


def _denies(piece: str, language: str) -> frozenset[bool]:
    text = fold(piece)
    for glued in claims()["negation"]["glued"]:
        text = text.replace(glued, f" {'not' if language == 'en' else 'ne'} ")
    text = phrases("negation", "harmless").pattern.sub(" ", text)
    count = denying(language).count(text)
    if language == "fr" and re.search(r"\b(?:ne|n)\b", text):
        # French denies in two words: ne … pas.
        count = max(count - 1, 1)
    return BOTH if count > 1 else frozenset({count == 1})


def _pieces(text: str, language: str) -> list[tuple[str, str]]:
    """Return the pieces of a sentence, each with the border before it."""
    borders = re.compile(rf"{_MARKS}|(?<!\w)(?:{_BORDER[language]})(?!\w)", re.IGNORECASE)
    pieces: list[tuple[str, str]] = []
    at, border = 0, ""
    for match in borders.finditer(text):
        pieces.append((border, text[at : match.start()]))
        # `noch` and `ni` part clauses and deny what follows.
        at = match.start() if match.group().lower() in ("noch", "nor", "ni") else match.end()
        border = match.group().strip().lower()
    pieces.append((border, text[at:]))
    return _joined(pieces)


def _joined(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave the borders between empty pieces out: in *, maar* the comma does not count."""
    kept: list[tuple[str, str]] = []
    border = ""
    for before, piece in pieces:
        border = before or border
        if piece.strip():
            kept.append((border, piece))
            border = ""
    return kept

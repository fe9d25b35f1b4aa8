"""Whether a sentence denies what its quote says, or says what its quote denies.

Both are cut into clauses. Each word of the sentence is compared with the clauses of the quote that hold it: does a word
such as *niet* or *geen* stand in the one and not in the other? Words weigh by how rare they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.checking.aligned import denies_otherwise
from assistant.checking.claims import claims, denying, opposites, phrases
from assistant.checking.covering import SYNONYM, Word, Words, share
from corpus import languages
from corpus.dutch import fold, sentences

ENUMERATED = 3
"""Content words of a piece that still belongs to the *geen* before it: *geen eigen organen of middelen*."""

PIECE = 2
"""Content words of a piece that is no clause of its own in *A, B of C heeft het niet*."""

SUBJECT = 1
"""The first content word of a sentence belongs to its later clauses too: *X gaat over A en niet over B*."""

MOST_SUBJECT = 3
"""Content words before *niet* or *geen* that say what something is denied of."""

BOTH = frozenset({False, True})

# Where one clause ends and the next begins. A comma between digits is part of a number.
_BORDER = {
    "nl": r"maar|terwijl|hoewel|omdat|want|zodat|tenzij|en|of|noch|doch|als|wanneer|die|dat|wat|wie|hoe|waarom",
    "en": r"but|while|although|because|so that|unless|and|or|nor|if|when|which|that|who",
    "fr": r"mais|tandis que|bien que|parce que|car|sauf|et|ou|ni|si|quand|qui|que",
}
_MARKS = r"[;:()–—!?]|\.(?=\s|$)|,(?!\d)|\s-\s"
_RELATES = ("die", "dat", "which", "that", "who", "qui", "que")
_ENUMERATES = ("en", "of", "noch", "and", "or", "nor", "et", "ou", "ni", ",")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its words with their weights, and whether it denies; BOTH where that cannot be told.

    `subject` are words of an earlier clause of the sentence that it speaks of as well, `spoken_of` those of its own
    words that nothing is denied of by themselves.
    """

    words: tuple[tuple[Word, float], ...]
    denies: frozenset[bool]
    subject: tuple[Word, ...] = ()
    spoken_of: tuple[Word, ...] = ()

    @property
    def parts(self) -> frozenset[str]:
        """The terms by which its words are found."""
        return frozenset(term for word in (*(word for word, _ in self.words), *self.subject) for term in word.parts)

    @property
    def neutral(self) -> frozenset[str]:
        """The terms of what a clause that denies speaks of."""
        spoken_of = (*self.subject, *self.spoken_of) if True in self.denies else self.subject
        return frozenset(term for word in spoken_of for term in word.parts)


def clauses(text: str, language: str, words: Words, *, implied: bool = False, fine: bool = False) -> tuple[Clause, ...]:
    """Return the clauses of a text, those without words that say something left out.

    With `implied`, *valt buiten* denies as *valt niet onder* does. With `fine`, every *en* and *of* parts clauses; else
    only where one of the two denies.
    """
    found: list[Clause] = []
    for start, end in sentences(text):
        main, asides = _without_asides(text[start:end])
        found += _of_sentence(main, language, words, implied=implied, fine=fine)
        for aside in asides:
            found += _of_sentence(aside, language, words, implied=implied, fine=fine)
    return tuple(found)


def _of_sentence(sentence: str, language: str, words: Words, *, implied: bool, fine: bool) -> list[Clause]:
    found: list[Clause] = []
    previous: frozenset[bool] = frozenset({False})
    subject: tuple[Word, ...] = ()
    for border, piece in _pieces(sentence, language, fine=fine):
        before, after = _around_denial(_VERDICT.sub("", piece), language)
        said = (tuple(words.of(before, language)), tuple(words.of(after, language)))
        whole = (*said[0], *said[1])
        denies = _denies(piece, language)
        if implied and denies != BOTH and phrases("implied", "words").within(fold(piece)):
            denies = frozenset({True} - denies or {False})
        relates = border.split(" ")[-1] in _RELATES
        if denies == {False} and True in previous:
            if relates and "," not in border:
                # *Er is geen regio die …* denies what follows as well.
                denies = previous
            elif border in _ENUMERATES and len(whole) <= ENUMERATED:
                denies = BOTH
        if not whole and True in denies and found:
            # *Voor een OCMW hoeft dat niet*: what denies the clause stands behind its last word that counts.
            found[-1] = replace(found[-1], denies=denies if found[-1].denies == {False} else BOTH)
        if whole:
            # What stands before *niet* is what something is denied of, unless nothing stands behind it.
            spoken_of = tuple(word for word, _ in said[0][:MOST_SUBJECT]) if said[1] and True in denies else ()
            spoken_of = spoken_of or tuple(word for word, _ in whole[:SUBJECT])
            found.append(Clause(whole, denies, () if relates else subject, spoken_of))
            subject = subject or spoken_of
        previous = denies if whole or True in denies else previous
    return found


def flips(sentence: str, quote: str, language: str, words: Words) -> bool:
    """Tell whether a clause of a sentence denies what a Dutch quote says, or says what it denies."""
    if language == languages.DUTCH and denies_otherwise(sentence, quote):
        return True
    implied = phrases("implied", "words").within(fold(f"{sentence}\n{quote}"))
    there = clauses(quote, languages.DUTCH, words, implied=implied)
    # In *A en B zijn het niet* the end denies for all; a sentence without such a word is compared piece by piece.
    fine = not denying(language).within(_unglued(sentence, language))
    said = _taken_together(clauses(sentence, language, words, implied=implied, fine=fine))
    return any(_flips(clause, there) for clause in said if clause.denies != BOTH)


def _taken_together(said: Sequence[Clause]) -> list[Clause]:
    """Return clauses; the first pieces of *A, B of C heeft het niet* deny or not as what follows them does."""
    found: list[Clause] = []
    for clause in reversed(said):
        short = len(clause.words) <= PIECE and found and True in found[-1].denies
        found.append(replace(clause, denies=BOTH) if short and clause.denies == {False} else clause)
    return found[::-1]


def _flips(clause: Clause, quote: Sequence[Clause]) -> bool:
    if True in clause.denies and not any(True in other.denies for other in quote):
        return True
    agree = disagree = 0.0
    spoken_of = clause.spoken_of if True in clause.denies else ()
    for word, weight in clause.words:
        if len(spoken_of) < len(clause.words) and word in spoken_of:
            continue
        held = [word.there(other.parts) for other in quote]
        best = max(held, default=0.0)
        holding = [other for other, there in zip(quote, held, strict=True) if there == best >= SYNONYM]
        if any(word.there(other.neutral) >= SYNONYM for other in holding):
            continue
        sides = {side for other in holding for side in other.denies}
        if sides == BOTH or not sides:
            continue
        if sides == clause.denies:
            agree += weight
        else:
            disagree += weight
    if agree or disagree:
        return disagree > agree
    return _nearest_sides(clause, quote).isdisjoint(clause.denies)


def _nearest_sides(clause: Clause, quote: Sequence[Clause]) -> frozenset[bool]:
    """Return the sides of the clauses of the quote that hold most of a clause; BOTH when none holds any of it."""
    shares = [share(clause.words, other.parts) for other in quote]
    best = max(shares, default=0.0)
    return (
        frozenset(side for other, held in zip(quote, shares, strict=True) if held == best for side in other.denies)
        if best
        else BOTH
    )


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
    # *Niet alleen* is the opposite of *alleen*.
    harmless = phrases("negation", "harmless").pattern
    mine, theirs = harmless.sub(" ", mine), harmless.sub(" ", theirs)
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
    text = _unglued(piece, language)
    count = denying(language).count(text)
    if language == "fr" and re.search(r"\b(?:ne|n)\b", text):
        # French denies in two words: ne … pas.
        count = max(count - 1, 1)
    return BOTH if count > 1 else frozenset({count == 1})


def _around_denial(piece: str, language: str) -> tuple[str, str]:
    """Return what stands before and behind the first word that denies; all of it before where there is none."""
    found = denying(language).pattern.search(_unglued(piece, language))
    text = _unglued(piece, language)
    return (text[: found.start()], text[found.end() :]) if found else (piece, "")


def _unglued(piece: str, language: str) -> str:
    """Return a folded text in which what denies stands by itself, and what denies nothing is gone."""
    text = fold(piece)
    for glued in claims()["negation"]["glued"]:
        text = text.replace(glued, f" {'not' if language == 'en' else 'ne'} ")
    for prefix in claims()["negation"]["prefixes"]:
        text = re.sub(rf"(?<!\w){prefix}-(?=\w)", "niet " if language == "nl" else "not ", text)
    return phrases("negation", "harmless").pattern.sub(" ", text)


_ASIDE = re.compile(r"\(([^()]*)\)")


def _without_asides(sentence: str) -> tuple[str, list[str]]:
    """Return a sentence without what stands between brackets, and that."""
    return _ASIDE.sub(" ", sentence), _ASIDE.findall(sentence)


def _pieces(text: str, language: str, *, fine: bool) -> list[tuple[str, str]]:
    """Return the pieces of a sentence, each with the borders before it."""
    borders = re.compile(rf"{_MARKS}|(?<!\w)(?:{_BORDER[language]})(?!\w)", re.IGNORECASE)
    pieces: list[tuple[str, str]] = []
    at, border = 0, ""
    for match in borders.finditer(text):
        if not fine and not _parts(match, text, text[at : match.start()], language):
            continue
        pieces.append((border, text[at : match.start()]))
        # `noch` and `ni` part clauses and deny what follows.
        at = match.start() if match.group().lower() in ("noch", "nor", "ni") else match.end()
        border = match.group().strip().lower()
    pieces.append((border, text[at:]))
    return _joined(pieces)


def _parts(border: re.Match[str], text: str, before: str, language: str) -> bool:
    """Tell whether *en* and *of* part two clauses: where *niet* stands before, right behind, or after a verb."""
    if border.group().lower() not in _JOINS:
        return True
    behind = _unglued(text[border.end() :].lstrip(), language)
    first = behind.split(" ", 1)[0]
    return bool(
        denying(language).pattern.match(behind)
        or True in _denies(before, language)
        or first in claims()["verbs"]["finite"]
    )


_JOINS = ("en", "of", "and", "or", "et", "ou")


def _joined(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Take the borders between empty pieces together: `, dat`."""
    kept: list[tuple[str, str]] = []
    border = ""
    for before, piece in pieces:
        border = f"{border} {before}".strip()
        if piece.strip():
            kept.append((border, piece))
            border = ""
    return kept

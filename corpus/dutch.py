"""Dutch text: the index terms of a text, and where its sentences begin and end."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from importlib import resources
from itertools import chain
from threading import Lock

from corpus.stemming import WordStemmer

_LISTS = resources.files("corpus") / "lists"

# ---- terms ----

# Snowball's older Dutch stemmer (Porter): nDCG@10 .873 and .935 on the two public sets, the newer one (Kraaij-Pohlmann)
# .860 and .936; and the newer one strips ge- wherever it stands: gemeente, gemeentelijk -> meen, meentelijk.
_STEMMER = "dutch_porter"
# A long-running server sees typing errors and codes without end; half a million words is about 100 MB.
_REMEMBERED_WORDS = 500_000
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_STOP_WORDS = frozenset(
    line for line in (_LISTS / "stopwords.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")
)

_DIACRITICS = re.compile("[\u0300-\u036f]")
# What is written in more than one way, or not seen at all. Replacing one by one is five times faster than translate.
_SIGNS = {
    "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "‐": "-", "‑": "-", "§": " paragraaf ",
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\ufffe": "",
}  # fmt: skip
_LETTERS = {"ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l"}
_ARTICLE = re.compile(r"art(?<!\wart)(?:t?\.|ikel(?:en|s)?\b)\s*((?:[ivxl]+\.)?\d+(?:[./:]\d+)*(?:[a-z]+\b)?)")
_WORD = re.compile(r"[^\W_]+(?:[-'._/,][^\W_]+)*")
_BREAK = re.compile("[-'./,]")
_DATE = re.compile(r"([0-3]?\d)[/.-]([01]?\d)[/.-]((?:19|20)\d\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_APOSTROPHE_ENDING = re.compile(r"'(?:s|tjes?|e[nr]s?|ren|de|t)\b")
_ELISION = re.compile(r"^(?:[dlst]|qu)'(?=\w)")


def terms(text: str) -> list[str]:
    """Return the index terms of a text in reading order: folded, stemmed, without stop words.

    A word with hyphens gives the whole written together and its parts; `art. 8` and `artikel 8` give `artikel`,
    `8` and the one term `artikel_8`; 13/12/2024 gives the terms of 13 december 2024.
    """
    return _TERMS_OF_WORD.of(text)


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, as `TermsOfWord` takes them; hyphens and apostrophes stay."""
    text = _plain(text.lower())
    if "art" in text:
        text = _ARTICLE.sub(r"artikel \1 artikel_\1", text)
    return _WORD.findall(text)


def is_stop_word(word: str) -> bool:
    """Tell whether a word says nothing about a subject."""
    return fold(word) in _STOP_WORDS


def unmarked(word: str) -> str:
    """Return a folded word without hyphens, apostrophes and points."""
    return "".join(filter(str.isalnum, word))


def forms(word: str) -> list[str]:
    """Return the forms under which a folded word is found, before they are stemmed."""
    return [*_forms(word)]


def without_endings(word: str) -> str:
    """Return a folded word without what apostrophes tie to it: d'entente, mayor's."""
    return _ELISION.sub("", _APOSTROPHE_ENDING.sub("", fold(word)))


def fold(text: str) -> str:
    """Return the text in lower case, without diacritics, ligatures and soft hyphens, and with plain apostrophes."""
    text = _plain(text.lower())
    if text.isascii():
        return text
    for letter, plain in _LETTERS.items():
        text = text.replace(letter, plain)
    return _DIACRITICS.sub("", unicodedata.normalize("NFKD", text).lower())


def _plain(text: str) -> str:
    if text.isascii():
        return text.replace("`", "'")
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    return unicodedata.normalize("NFC", text)


class TermsOfWord(dict[str, tuple[str, ...]]):
    """What each word form becomes; filled as words are met, so that a text costs one look-up a word."""

    def __init__(self, split: Callable[[str], tuple[str, ...]] | None = None) -> None:
        """`split` returns the parts of a compound, none for another word; they stand after the whole."""
        super().__init__()
        self._split = split
        self._stemmer = WordStemmer(_STEMMER)
        self._lock = Lock()

    def of(self, text: str) -> list[str]:
        """Return the index terms of a text in reading order."""
        return list(chain.from_iterable(map(self.__getitem__, words(text))))

    def __missing__(self, word: str) -> tuple[str, ...]:
        with self._lock:
            if len(self) >= _REMEMBERED_WORDS:
                self.clear()
            found = self[word] = tuple(self._found(word))
        return found

    def _found(self, word: str) -> Iterator[str]:
        # One sign may stand for several words (ﷺ), or for none once its marks are gone.
        for form in chain.from_iterable(map(_forms, fold(word).split())):
            if form in _STOP_WORDS:
                continue
            yield self._stemmer.of(form)
            if self._split:
                yield from map(self._stemmer.of, self._split(form))


def _forms(word: str) -> Iterator[str]:
    """Yield the forms under which a folded word is found."""
    if word.isalnum() or word.startswith("artikel_"):
        yield word
    elif date := _DATE.fullmatch(word):
        yield from _date(*date.groups())
    elif not any(character.isalpha() for character in word):
        yield from _number(word)
    else:
        yield from _parts(_ELISION.sub("", _APOSTROPHE_ENDING.sub("", word)))


def _date(day: str, month: str, year: str) -> Iterator[str]:
    yield day.lstrip("0")
    yield _MONTHS[int(month) - 1] if 1 <= int(month) <= 12 else month
    yield year


def _number(word: str) -> Iterator[str]:
    if _THOUSANDS.fullmatch(word):
        yield word.replace(".", "")
    else:
        yield from (part for part in re.split("[-/_]", word) if part)


def _parts(word: str) -> Iterator[str]:
    parts = [part for part in _BREAK.split(word) if part]
    if len(parts) == 1:
        yield parts[0]
        return
    if "/" not in word and "," not in word:
        yield "".join(parts)
    yield from (part for part in parts if len(part) > 1)


_TERMS_OF_WORD = TermsOfWord()

# ---- sentences ----

_ABBREVIATIONS = tomllib.loads((_LISTS / "abbreviations.toml").read_text("utf-8"))
_WITHIN = frozenset(_ABBREVIATIONS["within"])
_CLOSING = frozenset(_ABBREVIATIONS["closing"])

_CLOSERS = "\"'”’»)\\]"
_OPENERS = "\"'“‘„«(\\["
# The end of a sentence: its mark, closing quotes and brackets, white space; or an empty line.
_END = re.compile(rf"(?P<mark>[.!?…]+)[{_CLOSERS}]*(?=(?P<space>\s+)[{_OPENERS}]*(?P<next>\S))|\n[^\S\n]*(?=\n)")
_LAST_WORD = re.compile(r"[^\s\"“”„‘«»(\[)\]]*\Z")
# After an initial these begin a sentence; de, van, den and the like begin a surname.
_BEGINNERS = re.compile(r"(?:Maar|Hij|Zij|Ze|Dit|Dat|Deze|Die|Het|Een|Er|In|Als|Ook|Daar|Dan|Voor|Wie|Wat|Bij|Om)\b")
_INITIALS = re.compile(r"(?:[A-Z]|Ch|Th|Ph|IJ)(?:\.-?[A-Z])*")
_NUMBERING = re.compile(rf"[{_OPENERS}]*(?:\d{{1,3}}(?:\.\d+)*|[A-Za-z]|[ivx]+|[IVX]+)\.")
# Looking back for the last word never needs more; it keeps long paragraphs linear.
_LOOK_BACK = 40


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text stand, as (start, end) offsets without outer white space, in order.

    Closing quotes and brackets belong to the sentence; numbering such as `1.` stays with what it numbers.
    """
    spans = []
    start = _skip_space(text, 0)
    for end in _END.finditer(text):
        if end.end() <= start or not _ends_sentence(text, start, end):
            continue
        spans.append((start, _strip_space(text, start, end.end())))
        start = _skip_space(text, end.end())
    if start < len(text):
        spans.append((start, _strip_space(text, start, len(text))))
    return spans


def _ends_sentence(text: str, start: int, end: re.Match[str]) -> bool:
    mark = end["mark"]
    if mark is None:
        return True
    following = end["next"]
    if following.islower():
        return False
    if mark != ".":
        return True
    word = _last_word(text, start, end.start())
    if _NUMBERING.fullmatch(text, start, end.start() + 1):
        return False
    if _INITIALS.fullmatch(word):
        return bool(_BEGINNERS.match(text, end.start("next")))
    abbreviation = word.lower()
    if abbreviation in _CLOSING:
        return not following.isdigit()
    return abbreviation not in _WITHIN


def _last_word(text: str, start: int, end: int) -> str:
    found = _LAST_WORD.search(text, max(start, end - _LOOK_BACK), end)
    return found.group() if found else ""


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _strip_space(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end

"""Two questions in one are answered one by one; a comparison looks at both sides."""

import re
from dataclasses import dataclass
from typing import Final

from assistant.asking.patterns import content_terms, found, matches
from corpus.dutch import sentences

MOST: Final = 3
"""Questions taken out of what was typed; more is a questionnaire, and is searched as it stands."""

FEWEST_WORDS: Final = 4
"""Words of a second question that names nothing itself (*en hoe vraag ik die aan?*); fewer belong to the first."""

_QUESTION = re.compile(r"[^?]+[?]*")
_BORDER = re.compile(
    r"[,;]?\s+(?P<and>(?:en|and|et)\s+)(?=(?:op |in |bij |tegen |sinds |door |van |voor |met |à |in |since |by )?"
    r"(?:wie|wat|waar|wanneer|wnr|hoe|hoeveel|waarom|welke?|who|what|where|when|why|how|which|qui|que|quand|où|combien|"
    r"comment|pourquoi|quelle?s?|quels?|is dat|is het|zijn dat|moet|mag|kan)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What was typed, taken apart: each question with the remarks around it, which say what it is about."""

    questions: tuple[str, ...]
    remarks: str = ""


def parts_of(asked: str) -> Parts:
    """Return the questions in what was typed, one for most; it is whole when it cannot be taken apart."""
    typed = _sentences(asked)
    asking = [sentence for sentence in typed if sentence.endswith("?") or matches("parts", "asks", sentence)]
    remarks = " ".join(sentence for sentence in typed if sentence not in asking and content_terms(sentence))
    questions = [part for sentence in asking for part in _coordinated(sentence)]
    if not questions or len(questions) > MOST or not content_terms(questions[0]):
        return Parts((asked,))
    return Parts(tuple(questions), remarks)


def _sentences(asked: str) -> list[str]:
    """Return the sentences typed; a question mark ends one whatever follows it."""
    found = [asked[start:end] for start, end in sentences(asked)]
    return [part.strip() for sentence in found for part in _QUESTION.findall(sentence) if part.strip()]


def sides_of(asked: str) -> tuple[str, str] | None:
    """Return the two things that a question compares; None when it compares nothing."""
    one, other = found("comparison", "sides", asked, "one"), found("comparison", "sides", asked, "other")
    return (one.strip(), other.strip()) if content_terms(one) and content_terms(other) else None


def _coordinated(sentence: str) -> list[str]:
    """Part *wie beslist dat en wanneer begint het?* where a second question word opens a clause with content."""
    for border in _BORDER.finditer(sentence):
        first, second = sentence[: border.start()].strip(" ,;"), sentence[border.end("and") :].strip()
        whole = content_terms(second) or len(second.split()) >= FEWEST_WORDS
        if content_terms(first) and whole and matches("parts", "asks", first):
            return [first, second]
    return [sentence]

"""*Onze gemeente* and *onze regio* become names, when the page was told which municipality is asking."""

import re

from assistant.asking.patterns import matches

_OUR_MUNICIPALITY = re.compile(
    r"\b(?:onze|ons|mijn|our|my|notre|ma) (?:eigen )?"
    r"(?:gemeente|stad|bestuur|lokaal bestuur|gemeentebestuur|stadsbestuur|municipality|town|city|commune|ville)\b",
    re.IGNORECASE,
)
_OUR_REGION = re.compile(
    r"\b(?:onze|mijn|our|my|notre|ma) (?:eigen )?(?:referentieregio|regio|streek|region|reference region|région)\b",
    re.IGNORECASE,
)


def is_about_us(question: str) -> bool:
    """Tell whether a question speaks of its asker's own municipality or region."""
    return matches("places", "ours", question)


def is_only_about_us(question: str) -> bool:
    """Tell whether a question cannot be answered without knowing which municipality asks."""
    return matches("places", "only_ours", question)


def located(question: str, municipality: str, region: str | None) -> str:
    """Return the question with names in place of *onze gemeente*, *onze regio* and *wij*.

    A question that does not speak of its asker comes back as it is.
    """
    if not is_about_us(question):
        return question
    named = _OUR_MUNICIPALITY.sub(municipality, question)
    named = _OUR_REGION.sub(f"referentieregio {region}" if region else f"de regio van {municipality}", named)
    return named if named != question else f"{question.rstrip(' ?')} ({municipality})?"

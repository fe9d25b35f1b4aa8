"""Conversations belong to who began them.

A browser numbers its conversation itself: 32 random hexadecimal digits, which are secret. Where people sign in, the
second half is replaced by a digest of the first half and the person, so that a number that somebody else got hold of
leads them to an empty conversation of their own. Nothing tells from a number whose it is, and nothing is stored.
"""

import re
from hashlib import sha256

from assistant.access.person import Person

_NUMBER = re.compile(r"[0-9a-f]{32}")
_RANDOM = 16
"""Digits that stay random: 64 bits, on top of signing in."""


def own_conversation(person: Person, number: str) -> str:
    """Return the number under which this person's conversation is kept; the same when given again.

    What is no number is left as it is, and so is everything where nobody signs in.
    """
    if person.identifier is None or not _NUMBER.fullmatch(number):
        return number
    random = number[:_RANDOM]
    return random + sha256(f"{random} {person.identifier}".encode()).hexdigest()[: len(number) - _RANDOM]

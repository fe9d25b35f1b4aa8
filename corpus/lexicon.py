"""How common Dutch words are. wordfreq is used here only, and only when an index is made."""

import math
from collections.abc import Mapping
from functools import cache

from corpus.dutch import fold


@cache
def frequencies() -> Mapping[str, float]:
    """Return some 300,000 folded Dutch words with their frequency on the Zipf scale: 3 is once in a million words."""
    from wordfreq import get_frequency_dict

    found: dict[str, float] = {}
    for word, share in get_frequency_dict("nl", "large").items():
        folded = fold(word)
        found[folded] = max(math.log10(share) + 9, found.get(folded, 0.0))
    return found

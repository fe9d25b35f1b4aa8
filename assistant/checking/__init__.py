"""Whether a sentence says no more than the quotes it cites: what a language model wrote is checked first."""

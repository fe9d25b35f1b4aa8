"""Whether what was found answers, and how the answer is to be called."""

"""Golden questions: what people ask, what a good answer holds, and the exact words of the documents that prove it."""

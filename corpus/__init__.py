"""Documents become passages that can be searched and cited. Nothing here knows of questions in a conversation."""

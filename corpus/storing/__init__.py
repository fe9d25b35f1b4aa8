"""An index on disk: generations that are built beside the live one, passages in SQLite, vectors in Chroma."""

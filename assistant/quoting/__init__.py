"""The writer that quotes: exact words of the documents, picked and numbered. It needs no language model."""

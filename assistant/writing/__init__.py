"""The writing model, by choice: it words an answer from the quotes; each sentence is checked before it is shown."""

"""A language model that judges answers, by choice: by the words of reviewers, with several votes and reasons."""

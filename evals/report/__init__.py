"""Pages about runs: each is one file that opens anywhere, without a network. Jinja is used here only."""

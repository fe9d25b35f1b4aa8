"""The assistant on other people's pages: which may show it, what it shows there, and what could block it."""

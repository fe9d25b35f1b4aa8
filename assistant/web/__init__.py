"""The web application: chat page, sources on their page, JSON API."""

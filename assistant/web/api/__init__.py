"""The JSON API under `/api/v1`, and what a machine asks of the server: health and figures."""

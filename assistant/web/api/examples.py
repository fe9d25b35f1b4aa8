"""What the description shows: one real answer about the shipped documents, shortened to one citation."""

import json
from importlib import resources
from typing import Any

ANSWER: dict[str, Any] = json.loads(
    resources.files("assistant.web.api").joinpath("example.json").read_text(encoding="utf-8")
)
"""The answer object of `/api/v1/ask`."""

STREAM = (
    f"event: sentence\ndata: {json.dumps(ANSWER['statements'][0], ensure_ascii=False)}\n\n"
    'event: answer\ndata: {"question": "…", "outcome": "answered", …}\n\n'
)
"""The same as events."""

"""Figures for Prometheus: counts and seconds, never a word of a question. The only door to prometheus-client."""

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from assistant.answer import Answer
from assistant.records.kept import Channel
from assistant.web.port import Current
from corpus.errors import ProductError

CONTENT_TYPE = CONTENT_TYPE_LATEST

FAILED = "failed"
"""The outcome of a question that could not be answered."""

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Borders of the latency histogram: quotes take some 20 ms, a language model up to its limit of 60 seconds."""


class Metrics:
    """The figures of one application. Thread-safe."""

    def __init__(self) -> None:
        """Begin at zero."""
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._questions = Counter(
            "assistant_questions", "Questions by outcome and channel", ["outcome", "channel"], registry=self._registry
        )
        self._seconds = Histogram(
            "assistant_answer_seconds",
            "Seconds that search and answer took",
            ["channel"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._refused = Counter(
            "assistant_refused", "Requests refused by a limit", ["limit"], registry=self._registry
        )  # fmt: skip
        self._documents = Gauge("assistant_documents", "Documents that are live", registry=self._registry)
        self._generation = Gauge(
            "assistant_generation", "1 for the generation that is live", ["generation"], registry=self._registry
        )

    def answered(self, answer: Answer, channel: Channel) -> None:
        """Count an answer and its time."""
        self._questions.labels(answer.outcome.value, channel).inc()
        self._seconds.labels(channel).observe(answer.milliseconds.total / 1000)

    def failed(self, channel: Channel) -> None:
        """Count a question that could not be answered."""
        self._questions.labels(FAILED, channel).inc()

    def refused(self, limit: str) -> None:
        """Count a request that a limit refused."""
        self._refused.labels(limit).inc()

    def exposed(self, current: Current) -> bytes:
        """Return all figures as Prometheus reads them; without an index there are 0 documents."""
        self._generation.clear()
        try:
            answering = current()
        except ProductError:
            self._documents.set(0)
        else:
            self._documents.set(len(answering.documents))
            self._generation.labels(answering.generation).set(1)
        return generate_latest(self._registry)

"""The judge: asks a model for several votes on an answer. What goes wrong is a vote without verdict, never an end."""

import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from assistant.answer import Usage, summed
from assistant.writing.faults import Refused, Unreachable, WriterFault
from assistant.writing.model import Model, open_model
from assistant.writing.settings import SECONDS, WritingSettings
from evals.golden.questions import GoldenQuestion
from evals.judging import votes
from evals.judging.prompt import messages, prompt
from evals.judging.votes import Judgement, Vote, VoteGarbled

NAME: Final = "judge"
"""Under this name a run keeps what the judge said."""

VOTES: Final = 3
"""The fewest of which a majority outweighs a slip."""

WARMTH: Final = 0.7
"""Temperature of the votes: at 0 all would be the same. Usual for votes of one model; not measured here."""

NO_ANSWER: Final = "there was no answer to judge"

log = logging.getLogger(__name__)


class ModelJudge:
    """Judges answers with a language model. Threads may share it."""

    def __init__(self, model: Model, *, number: int = VOTES, seconds: float = SECONDS) -> None:
        """`number` votes are asked for each answer, each within `seconds`."""
        self._model, self._number, self._seconds = model, number, seconds

    @property
    def described(self) -> dict[str, Any]:
        """What a run notes of its judge."""
        return {"model": self._model.name, "prompt": prompt().version, "votes": self._number}

    def __call__(self, golden: GoldenQuestion, answer: Mapping[str, Any] | None) -> Mapping[str, Any]:
        """Return the judgement by its name; one without verdict where answering failed."""
        return {NAME: self.judged(golden.question, golden.history, answer, golden).as_json()}

    def judged(
        self, question: str, history: Sequence[str], answer: Mapping[str, Any] | None, golden: GoldenQuestion | None
    ) -> Judgement:
        """Return what the model says of an answer; `golden` is what a good one is, None where that is not known."""
        if answer is None:
            return self._judgement([Vote(None, fault=NO_ANSWER)] * self._number, [])
        given: list[Vote] = []
        took: list[Usage] = []
        while len(given) < self._number:
            try:
                written = self._written(messages(question, history, golden, answer), took)
                given.append(votes.read(written, str(answer["answer"])))
            except (Unreachable, Refused) as fault:
                # The other votes would end the same way, after as long a wait.
                given += [Vote(None, fault=str(fault))] * (self._number - len(given))
            except (WriterFault, VoteGarbled) as fault:
                given.append(Vote(None, fault=str(fault)))
        for vote in given:
            if vote.fault:
                log.warning("a vote failed: %s", vote.fault)
        return self._judgement(given, took)

    def _written(self, asked: Sequence[Any], took: list[Usage]) -> str:
        pieces = []
        for piece in self._model.stream(asked, until=time.monotonic() + self._seconds):
            if isinstance(piece, Usage):
                took.append(piece)
            else:
                pieces.append(piece)
        return "".join(pieces)

    def _judgement(self, given: Sequence[Vote], took: Sequence[Usage]) -> Judgement:
        return Judgement(tuple(given), self._model.name, prompt().version, summed(took))


def open_judge(settings: WritingSettings, *, number: int = VOTES) -> ModelJudge:
    """Return a judge on the model of the settings, which writes answers too. Raises ModelError."""
    model = open_model(settings, temperature=WARMTH if number > 1 else 0)
    return ModelJudge(model, number=number, seconds=settings.seconds)

"""Where an assistant lets answers be worded: a writer with the check and the quotes of one generation of an index."""

from collections.abc import Iterator, Mapping, Sequence

from assistant.answer import Answer, Statement
from assistant.finding import Look
from assistant.quoting.citations import cite
from assistant.writing import rewriting
from assistant.writing.material import further, gives_orders, sources
from assistant.writing.writer import Task, Writer
from corpus.index import Index
from corpus.types import Document


class Desk:
    """Gives a writer its material. Threads may share it."""

    def __init__(
        self, writer: Writer, index: Index, documents: Mapping[str, Document], *, public_address: str = ""
    ) -> None:
        """`documents` are those of the index by name; `public_address` begins the links of further quotes."""
        self._writer, self._check = writer, writer.check_of(index)
        self._documents, self._public_address = documents, public_address

    def write(self, look: Look, quoted: Answer) -> Iterator[Statement | Answer]:
        """Yield the sentences that pass the check, and the whole answer last; `quoted` is the answer in quotes.

        Where a quote stands in a passage that gives orders to its reader, no model reads it: the quotes answer.
        """
        if any(gives_orders(stretch.passage) for stretch in look.selection.stretches):
            yield quoted
            return
        more = cite(further(look.ranked, quoted), self._documents, public_address=self._public_address)
        task = Task(look.question.text, quoted.language, quoted, sources(quoted, more), look.question.asked_for)
        yield from self._writer.write(task, self._check)

    def simpler(self, answer: Answer) -> Answer:
        """Return an answer in plainer words, as it was where that fails."""
        return self._writer.simpler(answer, self._check)

    def rewritten(self, question: str, history: Sequence[str], *, language: str) -> str | None:
        """Return a follow-up as a question that stands by itself, None when the model gives none."""
        return rewriting.rewritten(question, history, writer=self._writer, check=self._check, language=language)

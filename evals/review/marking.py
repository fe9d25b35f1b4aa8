"""After an ingest: what rests on passages that changed is marked *opnieuw te bekijken*."""

from collections.abc import Iterator, Sequence

from assistant.opening import open_records
from assistant.records import Records, golden, marks, turns, verdicts
from assistant.settings import Settings
from corpus.changes import DocumentChange
from evals.golden import questions
from evals.golden.questions import SUITES, GoldenQuestion
from evals.golden.stale import Touched, touched
from evals.review.wording import text


def after_ingest(changes: Sequence[DocumentChange], settings: Settings) -> Iterator[str]:
    """Mark golden questions and reviewed answers, and yield a line that counts them. Raises RecordsError.

    Without records nothing is marked, and none are made.
    """
    if settings.database_file and not settings.database_file.exists():
        return
    records = open_records(settings)
    try:
        answers, asked = mark_answers(records, changes), mark_questions(records, changes)
    finally:
        records.close()
    if answers or asked:
        yield f"to look at again on the review page: {answers} reviewed answers, {asked} golden questions"


def mark_answers(records: Records, changes: Sequence[DocumentChange]) -> int:
    """Mark the reviewed answers that cite a passage, or a document, that is gone; return how many. Raises RecordsError.

    Documents that could not be compared mark nothing: nobody can tell.
    """
    marked = 0
    for change in changes:
        if change.state == "removed":
            resting: Sequence[str] = _reviewed_on(records, change.document)
        else:
            resting = turns.resting_on(records, [passage.id for passage in change.gone])
        if resting:
            marked += marks.mark_turns(records, resting, _reason(change))
    return marked


def mark_questions(records: Records, changes: Sequence[DocumentChange]) -> int:
    """Mark the golden questions, of our own sets and of those kept here, that the changes touch; return how many."""
    by_document = {change.document: change for change in changes}
    marked = 0
    for suite, asked in _sets(records):
        found: dict[str, list[Touched]] = {}
        for each in touched(asked, changes):
            found.setdefault(each.evidence.document, []).append(each)
        for document, resting in found.items():
            ids = [each.question.id for each in resting]
            marked += marks.mark_questions(records, suite, ids, _reason(by_document[document]))
    return marked


def _sets(records: Records) -> Iterator[tuple[str, tuple[GoldenQuestion, ...]]]:
    for name in SUITES:
        yield name, questions.read(questions.suite(name))
    for name in golden.suites(records):
        yield name, tuple(questions.from_json(each.content) for each in golden.all_of(records, name))


def _reviewed_on(records: Records, document: str) -> list[str]:
    judged = dict.fromkeys(each.turn for each in verdicts.all_of(records))
    return [key for key in judged if (turn := turns.get(records, key)) and document in turn.documents]


def _reason(change: DocumentChange) -> str:
    return text(f"again.{change.state}", document=change.document)

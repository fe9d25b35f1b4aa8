from assistant.answer import Answer, Outcome
from assistant.web.conversations import Conversations, Turn

ANSWER = Answer("", "", Outcome.UNCLEAR, "Dat begrijp ik niet.")
FIRST, SECOND, THIRD = "a" * 32, "b" * 32, "c" * 32


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_conversation_is_found_again_by_its_id():
    kept = Conversations()
    kept.begin(FIRST).turns.append(Turn("Wie beslist?"))
    assert [turn.question for turn in kept.find(FIRST).turns] == ["Wie beslist?"]
    assert kept.find(SECOND) is None


def test_the_one_untouched_longest_goes_when_there_are_too_many():
    kept = Conversations(limit=2)
    kept.begin(FIRST)
    kept.begin(SECOND)
    kept.find(FIRST)
    kept.begin(THIRD)
    assert kept.find(SECOND) is None
    assert kept.find(FIRST) and kept.find(THIRD)


def test_a_conversation_is_forgotten_after_its_hours():
    clock = Clock()
    kept = Conversations(hours=2, clock=clock)
    kept.begin(FIRST)
    clock.now = 1.9 * 3600
    assert kept.find(FIRST)
    clock.now += 2.1 * 3600
    assert kept.find(FIRST) is None


def test_an_id_that_could_be_guessed_is_not_kept():
    kept = Conversations()
    kept.begin("1")
    assert kept.find("1") is None


def test_a_conversation_that_left_the_memory_is_loaded_and_then_held():
    asked = []

    def load(identifier):
        asked.append(identifier)
        return [Turn("Wie beslist?")] if identifier == FIRST else []

    kept = Conversations(load)
    found = kept.find(FIRST)
    assert [turn.question for turn in found.turns] == ["Wie beslist?"]
    assert kept.begin(FIRST) is found and kept.find(FIRST) is found
    assert kept.find(SECOND) is None
    assert kept.find("geen id") is None
    assert asked == [FIRST, SECOND]


def answered(*questions):
    return [Turn(question, ANSWER) for question in questions]


def test_of_many_questions_those_idle_longest_leave_and_are_loaded_again():
    records = {FIRST: answered("Een.", "Twee.")}
    kept = Conversations(lambda identifier: records.get(identifier, []), held=3)
    held = kept.begin(FIRST)
    kept.begin(SECOND).turns.extend(answered("Drie.", "Vier."))
    kept.find(SECOND)
    again = kept.find(FIRST)
    assert again is not held
    assert [turn.question for turn in again.turns] == ["Een.", "Twee."]


def test_a_conversation_whose_question_is_being_answered_stays():
    kept = Conversations(limit=2, held=2)
    waiting = kept.begin(FIRST)
    waiting.turns.append(Turn("Een?"))
    kept.begin(SECOND).turns.extend(answered("Drie.", "Vier."))
    kept.begin(THIRD).turns.extend(answered("Vijf."))
    assert kept.find(THIRD) and kept.find(FIRST) is waiting
    assert kept.find(SECOND) is None


def test_however_many_wait_there_is_an_end_to_what_is_held():
    kept = Conversations(limit=2)
    for identifier in (FIRST, SECOND, THIRD):
        kept.begin(identifier).turns.append(Turn("Een?"))
    assert kept.find(FIRST) is None and kept.find(SECOND) and kept.find(THIRD)


def test_the_conversation_that_is_going_on_stays_however_long_it_is():
    kept = Conversations(held=1)
    kept.begin(FIRST).turns.extend(answered("Een.", "Twee."))
    assert len(kept.find(FIRST).turns) == 2

from assistant.access.ownership import own_conversation
from assistant.access.person import ANYBODY, IMPLIED, Person, Role

ELS, BERT = (Person(name, IMPLIED[Role.READER]) for name in ("els", "bert"))
NUMBER = "0123456789abcdef" * 2


def test_each_person_gets_a_conversation_of_their_own():
    numbers = {own_conversation(ELS, NUMBER), own_conversation(BERT, NUMBER), NUMBER}
    assert len(numbers) == 3 and {len(number) for number in numbers} == {32}


def test_ones_own_number_leads_to_itself_and_anothers_does_not():
    mine = own_conversation(ELS, NUMBER)
    assert own_conversation(ELS, mine) == mine
    assert own_conversation(BERT, mine) != mine


def test_where_nobody_signs_in_the_secret_number_is_enough():
    assert own_conversation(ANYBODY, NUMBER) == NUMBER


def test_what_is_no_number_is_left_alone():
    assert own_conversation(ELS, "../../etc") == "../../etc"

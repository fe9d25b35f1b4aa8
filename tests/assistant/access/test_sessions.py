import pytest

from assistant.access.person import IMPLIED, Person, Role
from assistant.access.seal import Seal
from assistant.access.sessions import IN_FRAME, SIGNATURE, TICKET, WORKDAY, Sessions

ELS = Person("els", IMPLIED[Role.MANAGER])
KEY = "0123456789abcdef" * 2


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sessions(clock):
    return Sessions(Seal(KEY, clock=clock), clock=clock)


@pytest.fixture
def session(sessions):
    return sessions.read(sessions.begin(ELS))


def test_a_session_tells_who_it_is_until_the_day_is_over(sessions, clock):
    cookie = sessions.begin(ELS)
    assert sessions.read(cookie).person == ELS
    clock.now += WORKDAY
    assert sessions.read(cookie) is None


def test_a_cookie_tells_nothing_to_who_holds_it(sessions):
    assert "els" not in sessions.begin(Person("els", ELS.roles))


@pytest.mark.parametrize("change", [lambda c: c[:-6] + "AAAA==", lambda c: "", lambda c: "é" + c, lambda c: c[::-1]])
def test_a_cookie_that_was_changed_is_nobodys(sessions, change):
    assert sessions.read(change(sessions.begin(ELS))) is None


def test_a_cookie_of_another_key_is_nobodys(sessions, clock):
    assert Sessions(Seal(clock=clock), clock=clock).read(sessions.begin(ELS)) is None


def test_a_session_survives_a_restart_where_a_key_is_set(sessions, clock):
    assert Sessions(Seal(KEY, clock=clock), clock=clock).read(sessions.begin(ELS)).person == ELS


def test_signing_out_ends_the_session_and_its_frame(sessions, session):
    frame = sessions.take_over(sessions.ticket(session))
    cookie = sessions.begin(ELS)
    sessions.end(session)
    assert sessions.read(frame, "frame") is None
    assert sessions.read(cookie).person == ELS, "another session of the same person goes on"


def test_a_frame_takes_a_session_over_once_and_soon(sessions, session, clock):
    ticket = sessions.ticket(session)
    frame = sessions.take_over(ticket)
    assert sessions.read(frame, "frame").person == ELS
    assert sessions.take_over(ticket) is None
    late = sessions.ticket(session)
    clock.now += TICKET
    assert sessions.take_over(late) is None
    clock.now += IN_FRAME
    assert sessions.read(frame, "frame") is None


def test_what_is_for_one_purpose_opens_nothing_else(sessions, session):
    frame, page = sessions.take_over(sessions.ticket(session)), sessions.begin(ELS)
    signature = sessions.sign(session, "/bron/a/1-2")
    assert sessions.read(frame) is None and sessions.read(page, "frame") is None
    assert sessions.read(signature) is None and sessions.take_over(page) is None
    assert sessions.signed(page, "/bron/a/1-2") is None


def test_a_signature_opens_one_address_and_what_lies_below_for_a_reader(sessions, session, clock):
    signature = sessions.sign(session, "/bron/a/1-2")
    assert sessions.signed(signature, "/bron/a/1-2").person == Person("els", IMPLIED[Role.READER])
    assert sessions.signed(signature, "/bron/a/1-2/beeld.png") is not None
    for other in ("/bron/a/1-23", "/bron/b/1-2", "/bron/a", "/"):
        assert sessions.signed(signature, other) is None
    clock.now += SIGNATURE
    assert sessions.signed(signature, "/bron/a/1-2") is None

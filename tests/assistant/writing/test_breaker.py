from assistant.writing.breaker import FAILURES, PAUSE_SECONDS, Breaker


def made() -> tuple[Breaker, list[float]]:
    now = [100.0]
    return Breaker(clock=lambda: now[0]), now


def test_failures_in_a_row_stop_the_asking_for_a_while() -> None:
    breaker, now = made()
    for _ in range(FAILURES):
        assert breaker.allows()
        breaker.failed()
    assert not breaker.allows()
    now[0] += PAUSE_SECONDS - 1
    assert not breaker.allows()


def test_after_the_pause_one_question_tries_and_the_others_wait() -> None:
    breaker, now = made()
    for _ in range(FAILURES):
        breaker.failed()
    now[0] += PAUSE_SECONDS
    assert breaker.allows()
    assert not breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()


def test_failures_between_answers_do_not_count_together() -> None:
    breaker, _ = made()
    for _ in range(2 * FAILURES):
        breaker.failed()
        breaker.succeeded()
    assert breaker.allows()

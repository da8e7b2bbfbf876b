"""What is remembered of purchases stays bounded."""

from abutre.domain.newest import KEPT, Newest


def test_the_oldest_is_forgotten_when_there_is_no_room() -> None:
    newest: Newest[int, str] = Newest()
    for number in range(KEPT + 1):
        newest[number] = str(number)
    assert 0 not in newest
    assert list(newest) == list(range(1, KEPT + 1))


def test_to_remember_again_what_is_known_forgets_nothing() -> None:
    newest = Newest((number, "once") for number in range(KEPT))
    newest[0] = "again"
    assert len(newest) == KEPT
    assert newest[0] == "again"

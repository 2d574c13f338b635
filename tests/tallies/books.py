"""What a coordinator does at the desk: look, explain, close; and a booth's simplest day to do it with."""

from __future__ import annotations

from kiosk.books import closings
from kiosk.books.closings import Closing
from kiosk.books.reconciliation import Check, Desk, close_day, look
from kiosk.ids import new_id
from tests.tallies.street import Street

A5 = "B-A5"


def desk_of(street: Street) -> Desk:
    return look(street.store.read(), street.event)


def check_of(street: Street, key: str) -> Check:
    return next(check for check in desk_of(street).checks if check.key == key)


def explain(street: Street, key: str, said: str = "風大，吹走了") -> None:
    check = check_of(street, key)
    by = f"account:{street.ids.accounts['coordinator']}"
    street.store.write(lambda c: closings.explain(c, street.event, key, check.value, check.basis, said, by=by, id=new_id()))


def close(street: Street, who: str = "coordinator", id: str = "") -> Closing:
    by = f"account:{street.ids.accounts[who]}"
    return close_day(street.store, street.event, shown=desk_of(street).mark, by=by, id=id or new_id())


def hand_out(street: Street, issued: int, handed: int, booth: str = "B1") -> None:
    street.record("issue", 0, source="store", target=f"booth:{booth}", material=A5, quantity=issued)
    if handed:
        street.record("hand_out", 10, source=f"booth:{booth}", target="public", material=A5, quantity=handed)

"""Who may do what: the whole table, role by role and right by right."""

import pytest

from desktop.domain.rights import RIGHTS, ROLE_WORDS, SUPERVISES, WORDS, Right, Role, rights_of, wait_after

# The table as people read it: one line a right, one sign a role (owner, office, packer, cashier), and a supervisor
# who packs. Written out beside the program's own, so that no right changes hands by accident.
_TABLE = """
pack           + + + . +
pick           + + + . +
manual         + + + . +
quantity       + + . . +
part           + + . . +
force          + + . . +
bind           + + . . +
reopen-others  + + . . +
take-over      + + + . +
decide         + + . . +
ship           + + + . +
orders         + + . + .
stock          + + . . .
customers      + + . + .
prices         + + . + .
correct        + + . . .
settings       + + . . .
people         + . . . .
"""
_ROWS = {line.split()[0]: line.split()[1:] for line in _TABLE.strip().splitlines()}
_EVERY = [(role, right) for role in Role for right in Right]


@pytest.mark.parametrize(("role", "right"), _EVERY)
def test_each_role_has_exactly_its_rights(role: Role, right: Right) -> None:
    assert (right in RIGHTS[role]) == (_ROWS[right.value][list(Role).index(role)] == "+")


@pytest.mark.parametrize("right", list(Right))
def test_a_packer_who_supervises_may_what_a_bench_asks_a_supervisor_for(right: Right) -> None:
    assert (right in rights_of(Role.PACKER, supervisor=True)) == (_ROWS[right.value][4] == "+")
    assert (right in SUPERVISES) <= (_ROWS[right.value][4] == "+")


def test_every_right_and_role_has_words() -> None:
    assert set(WORDS) == set(Right)
    assert set(ROLE_WORDS) == set(Role)
    assert set(_ROWS) == {right.value for right in Right}


@pytest.mark.parametrize(("role", "right"), _EVERY)
def test_a_switch_holds_for_one_person_whatever_the_role_says_but_never_against_an_owner(
    role: Role, right: Right
) -> None:
    assert right in rights_of(role, switched={right: True})
    assert (right in rights_of(role, switched={right: False})) == (role is Role.OWNER)


def test_the_wait_after_wrong_pins_grows_and_ends_at_a_quarter_of_an_hour() -> None:
    waits = [wait_after(failures) for failures in range(30)]
    assert waits[:3] == [0, 0, 0]
    assert waits == sorted(waits)
    assert waits[-1] == 900

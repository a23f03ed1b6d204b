# SPDX-License-Identifier: Apache-2.0
"""The audit log: what it tells, that it can't be changed, and that a change would be seen."""

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from comity.home import audit
from comity.home.audit import Broken
from comity.home.models import AuditHead, AuditLine
from tests.contract.home.ministry import Ministry
from tests.unit.node.parties import START

LINES = 6
TRIGGERS = ("home_auditline_keep_update", "home_auditline_keep_delete")


def _written(count: int = LINES) -> None:
    for turn in range(count):
        audit.note(START + turn, "signed-in", detail={"turn": str(turn)})


@pytest.fixture
def unguarded(db: None) -> None:  # noqa: ARG001 - it opens the test database
    """Whoever owns the file can take the triggers away: that is what the chain is for."""
    with connection.cursor() as cursor:
        for name in TRIGGERS:
            cursor.execute(f"DROP TRIGGER {name}")
    _written()


def test_a_line_tells_who_did_what_and_when(home: Ministry) -> None:
    """HOME-4: Who drafted, approved and signed, what exactly, and when."""
    person = home.person("kim", "signer")
    n = audit.note(START, "looked", person, channel=home.channel, subject="x", detail={"a": "b"})
    (line,) = audit.newest(1)
    assert (line.n, line.at_ms, line.person, line.post) == (n, START, "kim", "desk")
    assert (line.action, line.channel, line.subject) == ("looked", home.channel, "x")
    assert line.detail == {"a": "b"}
    assert [one.n for one in audit.newest(2, before=n)] == [n - 1, n - 2]
    assert audit.check() == ()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "how", ["UPDATE home_auditline SET at_ms = 1", "DELETE FROM home_auditline"]
)
def test_the_database_refuses_to_change_or_delete_a_line(how: str) -> None:
    """HOME-15: Lines of the audit log are added, never changed or deleted; the database itself
    refuses.
    """
    _written()
    for act in (
        lambda cursor: cursor.execute(how),
        lambda _: AuditLine.objects.filter(n=2).delete(),
        lambda _: AuditLine.objects.filter(n=2).update(action="other"),
        lambda _: audit.newest(1)[0].save(),
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            act(cursor)
    assert AuditLine.objects.count() == LINES
    assert audit.check() == ()


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("n", range(1, LINES + 1))
@pytest.mark.parametrize("column", ["at_ms", "person", "post", "action", "channel", "subject"])
def test_a_line_changed_is_seen(n: int, column: str) -> None:
    """HOME-15: … so that a line changed, taken out or cut off at the end is seen."""
    AuditLine.objects.filter(n=n).update(**{column: "7"})
    assert audit.check() == (Broken(n, "changed"),)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("n", range(1, LINES))
def test_a_line_changed_with_its_text_breaks_the_chain(n: int) -> None:
    """HOME-15: Each carries the SHA-256 of the line before."""
    line = AuditLine.objects.get(n=n)
    line.action = "nothing"
    line.line = line.line.replace("signed-in", "nothing")
    line.save()
    assert audit.check() == (Broken(n + 1, "chain"),)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("n", range(1, LINES + 1))
def test_a_line_taken_out_is_seen(n: int) -> None:
    """HOME-15: … so that a line changed, taken out or cut off at the end is seen."""
    AuditLine.objects.filter(n=n).delete()
    found = audit.check()
    assert found[0] == (Broken(LINES - 1, "cut") if n == LINES else Broken(n + 1, "missing"))


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("n", range(1, LINES + 1))
def test_a_log_cut_short_is_seen(n: int) -> None:
    """HOME-15: … so that a line changed, taken out or cut off at the end is seen."""
    AuditLine.objects.filter(n__gte=n).delete()
    assert audit.check() == (Broken(n - 1, "cut"),)


@pytest.mark.usefixtures("unguarded")
def test_a_log_whose_head_was_put_back_is_seen() -> None:
    AuditHead.objects.update(n=LINES - 1)
    assert audit.check() == (Broken(LINES, "cut"),)


@pytest.mark.django_db
@given(
    st.lists(
        st.tuples(st.integers(0, 2**53 - 1), st.from_regex(r"[a-z-]{1,40}", fullmatch=True)),
        max_size=5,
    )
)
def test_whatever_was_done_the_log_is_whole(told: list[tuple[int, str]]) -> None:
    """HOME-15: Each carries the SHA-256 of the line before."""
    for at, action in told:
        audit.note(at, action, detail={"code": action})
    assert audit.check() == ()


@pytest.mark.django_db
def test_what_was_rolled_back_was_never_told() -> None:
    """HOME-15: Lines of the audit log are added in the transaction of what they tell of."""
    _written(1)
    with transaction.atomic():
        audit.note(START, "never")
        transaction.set_rollback(True)
    _written(1)
    assert [one.n for one in audit.newest(9)] == [2, 1]
    assert audit.check() == ()

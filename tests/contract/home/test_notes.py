# SPDX-License-Identifier: Apache-2.0
"""Internal notes: who writes and reads them, what is kept of them; and checks that say true."""

from __future__ import annotations

from importlib.resources import files
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from comity.core.encoding import encode
from comity.core.errors import ComityError, MalformedError, RuleError
from comity.core.ids import Matter
from comity.home import door, notes
from comity.home.models import AuditLine
from comity.home.models_notes import Note, NoteVersion
from comity.home.reading import Reader
from comity.node.moves import Acceptance, Proposal, Statement
from comity.node.sign import attach, sign_moves
from comity.subjects.facts import Computation, Fact, Parameters, Source, Table
from comity.workbench.figures import METHOD, VERSION, compute, read_table
from tests.contract.home.ministry import Ministry
from tests.unit.node.parties import JP

ITEM = Matter("measure/chips")
SECRET = "We could live without the second exception."


def add(home: Ministry, reader: Reader, text: str = SECRET, matter: str = ITEM) -> Note:
    return notes.add_note(reader, home.channel, Matter(matter), text)


def refusal(error: type[ComityError], call: Any, *args: Any) -> str:
    with pytest.raises(error) as caught:
        call(*args)
    assert caught.value.rule
    return caught.value.code


@pytest.mark.parametrize("role", ["drafter", "approver", "signer", "duty-officer"])
def test_who_has_to_do_with_a_dialogue_writes_notes(home: Ministry, role: str) -> None:
    """HOME-60: Whoever drafts, approves, signs or is on duty in a dialogue writes notes."""
    made = add(home, home.reader("writer", role))
    assert (made.text, made.revision, made.removed) == (SECRET, 1, False)
    watcher = home.reader("watcher", "observer", post="other")
    assert [one.text for one in notes.notes_on(watcher, home.channel, ITEM)] == [SECRET]


def test_an_observer_writes_none_and_a_stranger_knows_of_none(home: Ministry) -> None:
    """HOME-60, HOME-11: all of this party who may know of the dialogue read them."""
    watcher = home.reader("watcher", "observer")
    assert refusal(RuleError, add, home, watcher) == "not-allowed"
    made = add(home, home.reader("writer", "drafter"))
    stranger = Reader(watcher.person, home.node, approvals=0)
    stranger._channels = ()
    keeper = home.reader("keeper", "administrator")
    for reader in (stranger, keeper):
        for call, args in (
            (notes.notes_on, (reader, home.channel, ITEM)),
            (notes.open_note, (reader, made.pk)),
            (notes.history_of, (reader, made.pk)),
        ):
            assert refusal(RuleError, call, *args) == "not-found"
    assert refusal(RuleError, notes.open_note, watcher, uuid4()) == "not-found"


def test_a_note_is_changed_taken_away_and_brought_back_with_its_history(home: Ministry) -> None:
    """HOME-60: undoes the last change, on what was shown; every revision is kept."""
    writer = home.reader("writer", "drafter")
    made = add(home, writer)
    notes.change_note(writer, made.pk, "Second.", 1)
    notes.remove_note(writer, made.pk, 2)
    other = home.reader("other", "drafter", post="other")
    assert notes.notes_on(other, home.channel, ITEM) == ()
    assert refusal(RuleError, notes.open_note, other, made.pk) == "not-found"
    (gone,) = notes.notes_on(writer, home.channel, ITEM)
    assert gone.removed
    notes.undo_note(writer, made.pk, 3)
    (back,) = notes.notes_on(other, home.channel, ITEM)
    assert (back.text, back.revision, back.removed) == ("Second.", 4, False)
    kept = [(one.revision, one.text, one.removed) for one in notes.history_of(writer, made.pk)]
    told = [(SECRET, False), ("Second.", False), ("Second.", True), ("Second.", False)]
    assert kept == [(n, *one) for n, one in enumerate(told, 1)]
    assert NoteVersion.objects.count() == len(kept)


def test_undoing_twice_takes_the_last_change_back_and_forth(home: Ministry) -> None:
    """HOME-60: undoes the last change."""
    writer = home.reader("writer", "drafter")
    made = add(home, writer)
    assert refusal(RuleError, notes.undo_note, writer, made.pk, 1) == "not-found"
    notes.change_note(writer, made.pk, "Second.", 1)
    assert notes.undo_note(writer, made.pk, 2).text == SECRET
    assert notes.undo_note(writer, made.pk, 3).text == "Second."


def test_another_post_changes_none_and_nobody_what_has_changed(home: Ministry) -> None:
    """HOME-60: who holds the post changes it, on what was shown."""
    made = add(home, home.reader("writer", "drafter"))
    colleague, other = home.reader("peer", "signer"), home.reader("x", "signer", post="other")
    assert refusal(RuleError, notes.change_note, other, made.pk, "Mine.", 1) == "not-allowed"
    notes.change_note(colleague, made.pk, "Ours.", 1)
    assert refusal(RuleError, notes.change_note, colleague, made.pk, "Late.", 1) == "note-changed"
    assert refusal(RuleError, notes.remove_note, colleague, made.pk, 1) == "note-changed"
    # The same text again is no change, and so is taking away twice.
    assert notes.change_note(colleague, made.pk, "Ours.", 2).revision == 2


def test_what_is_sent_twice_is_kept_once(home: Ministry) -> None:
    """HOME-60."""
    writer = home.reader("writer", "drafter")
    assert add(home, writer).pk == add(home, writer, f" {SECRET}\r\n").pk
    assert Note.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \n ", "x" * 20_001, "a\x00b", "a\u202eb"])
def test_a_text_that_can_not_stand_is_refused(home: Ministry, text: str) -> None:
    """HOME-60: nothing is kept of it."""
    writer = home.reader("writer", "drafter")
    assert refusal(MalformedError, add, home, writer, text) == "note-text"
    assert Note.objects.count() == 0


def test_notes_below_an_item_are_found_with_it(home: Ministry) -> None:
    """HOME-60: on its items."""
    writer = home.reader("writer", "drafter")
    for matter in ("measure/chips", "measure/chips/plan", "measure/chips-2", "terms"):
        add(home, writer, f"on {matter}", matter)

    def found(matter: str, *, below: bool) -> list[str]:
        return [one.matter for one in notes.notes_on(writer, home.channel, matter, below=below)]

    assert found("measure/chips", below=False) == ["measure/chips"]
    assert found("measure/chips", below=True) == ["measure/chips", "measure/chips/plan"]
    assert len(found("", below=False)) == 4


def test_the_audit_log_names_a_note_and_not_its_words(home: Ministry) -> None:
    """HOME-60: the audit log names it without its words."""
    writer = home.reader("writer", "drafter")
    made = add(home, writer)
    notes.change_note(writer, made.pk, f"{SECRET} Or not.", 1)
    lines = AuditLine.objects.filter(subject=str(made.pk)).order_by("n")
    assert [one.action for one in lines] == ["note-added", "note-changed"]
    assert not any("exception" in one.line for one in AuditLine.objects.all())


# --- checks that say true ----------------------------------------------------------------------


def figure(home: Ministry, *, wrong: bool = False) -> Proposal:
    """JP's figure on what Korea and Japan buy from China, with its table."""
    raw = files("comity.demo").joinpath("data", "graphite-2024.csv").read_bytes()
    asked = Parameters({"kr": "410", "jp": "392"}, "156", ("250490",), 2024, "imports")
    trade = read_table(raw)
    results = compute(trade, asked)
    if wrong:
        results = (msgspec.structs.replace(results[0], value="1"), *results[1:])
    digest = attach(home.pair[JP], home.channel, raw)
    made = Computation(
        METHOD, VERSION, asked, {"en": "China"}, Table(digest, len(raw), trade.rows), results
    )
    source = Source({"en": "BACI"}, {"en": "CEPII"}, None, None, "Etalab 2.0", None)
    fact = Fact({"en": "Natural graphite"}, None, source, made)
    return Proposal({Matter("fact/graphite"): encode(fact)}, (digest,))


@pytest.mark.parametrize("wrong", [False, True])
@pytest.mark.parametrize("result", ["reproduced", "differs", "on-the-word-of"])
def test_nobody_says_that_a_figure_was_reproduced_that_was_not(
    home: Ministry, result: str, *, wrong: bool
) -> None:
    """FIG-8, NODE-14: stated truly, then it can be accepted."""
    ref = sign_moves(home.pair[JP], home.channel, [figure(home, wrong=wrong)]).acts[0]
    home.pair.meet()
    reader = home.reader("writer", "signer")
    body = {"offer": [ref.party, ref.number, ref.index], "result": result, "text": {"en": "So."}}
    move = Statement(Matter("fact/graphite/check"), encode(body))
    if result == "reproduced" and wrong:
        call = (door.draft, reader, home.channel, move)
        assert refusal(RuleError, *call) == "figure-not-reproduced"
        return
    door.draft(reader, home.channel, move)
    sign_moves(home.node, home.channel, [move])
    if result != "differs":
        assert sign_moves(home.node, home.channel, [Acceptance(ref)]).number


def test_a_check_of_what_nobody_proposed_is_not_true(home: Ministry) -> None:
    """FIG-8."""
    reader = home.reader("writer", "signer")
    body = {"offer": ["jp", 9, 0], "result": "reproduced", "text": None}
    move = Statement(Matter("fact/graphite/check"), encode(body))
    assert refusal(RuleError, door.draft, reader, home.channel, move) == "figure-not-reproduced"

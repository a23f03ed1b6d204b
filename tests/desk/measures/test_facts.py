# SPDX-License-Identifier: Apache-2.0
"""The page of a fact, its check before it is accepted, its chart, and figures from a table."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from comity.core.errors import RuleError
from comity.core.ids import Digest
from comity.home import door, drafts
from comity.home.models import AuditLine, Draft
from comity.home.roles import Role
from comity.node.sign import Acceptance, Proposal
from comity.ports import Kept
from comity.subjects import read_body
from tests.desk.capitals import JP, KR, Capitals, Visitor
from tests.desk.measures.table import FACT, GRAPHITE, figure
from tests.desk.sending import sheet_of
from tests.desk.staff import reader_of

ASKED = {
    "title_en": "Natural graphite", "third_en": "China", "third_code": "156",
    "products": "250490", "year": "2024", "flow": "imports", "country_kr": "410",
    "country_jp": "392", "source_title_en": "BACI HS17 V202601", "publisher_en": "CEPII",
    "licence": "Etalab 2.0",
}  # fmt: skip


def _answer(capitals: Capitals, officer: Visitor, ref: Any) -> Any:
    places = {"channel": capitals.channel, "party": ref.party, "number": ref.number}
    return officer.get("answer", index=ref.index, **places)


def test_the_page_of_a_figure_shows_it_and_computes_it_again(
    capitals: Capitals, officer: Visitor
) -> None:
    """DESK-70: shares as numbers beside the chart, source, method, digest, reproduced here."""
    figure(capitals, JP)
    capitals.exchange()
    words = officer.words("fact", channel=capitals.channel, fact="graphite")
    for told in (
        "reproduced here: yes", "Share of China in what each side buys", "94.55 %", "95.42 %",
        "47.71 %", "18,953,640 US dollars", "BACI HS17 V202601", "trade-shares", "76 rows",
    ):  # fmt: skip
        assert told in words, told
    page = officer.read("fact", channel=capitals.channel, fact="graphite")
    assert re.search(r'<img src="[^"]+chart\.svg" alt="Bar chart\. [^"]*47\.71 %', page)


def test_a_figure_that_differs_is_told_value_by_value(capitals: Capitals, officer: Visitor) -> None:
    """DESK-70."""
    figure(capitals, JP, wrong=True)
    capitals.exchange()
    words = officer.words("fact", channel=capitals.channel, fact="graphite")
    assert "reproduced here: no" in words
    assert "0.9999 share" in words
    assert "0.4771 share" in words


def test_a_figure_is_checked_then_accepted(capitals: Capitals, officer: Visitor) -> None:
    """DESK-70, NODE-14: it can't be accepted before our side has stated its check."""
    ref = figure(capitals, JP)
    capitals.exchange()
    words = _answer(capitals, officer, ref).content.decode()
    assert "reproduced here: yes" in words
    assert 'value="accept"' not in words
    state = {"channel": capitals.channel, "matter": f"{FACT}/check"}
    form = sheet_of(officer.get("state", **state)).form
    assert form.fields["result"] == ["reproduced"]
    sent = officer.client.post(reverse("state", kwargs=state), _flat(form.fields), secure=True)
    assert sent.status_code == 302, sent.content[:2000]
    draft = Draft.objects.get()
    capitals.state(KR, f"{FACT}/check", _body(draft))
    assert 'value="accept"' in _answer(capitals, officer, ref).content.decode()
    capitals.sign(KR, Acceptance(ref))
    capitals.settle()
    assert "accepted and reproduced" in officer.words(
        "fact", channel=capitals.channel, fact="graphite"
    )


def _flat(fields: dict[str, list[str]]) -> dict[str, Any]:
    return dict(fields)


def _body(draft: Draft) -> Any:
    move: Any = drafts.unpack(draft.move)
    return read_body(move.matter, "declare", move.body)


def test_only_what_is_true_of_a_figure_can_be_chosen(capitals: Capitals, officer: Visitor) -> None:
    """DESK-70, FIG-8."""
    figure(capitals, JP, wrong=True)
    capitals.exchange()
    page = officer.read("state", channel=capitals.channel, matter=f"{FACT}/check")
    assert 'value="reproduced"' not in page
    assert 'value="on-the-word-of"' in page
    path = reverse("state", kwargs={"channel": capitals.channel, "matter": f"{FACT}/check"})
    form = sheet_of(officer.open(path)).form
    for result, code in (("reproduced", 400), ("differs", 400), ("on-the-word-of", 302)):
        sent = officer.client.post(path, _flat(form.fields) | {"result": result}, secure=True)
        assert sent.status_code == code, result


def test_the_chart_is_its_own_picture_without_scripts_and_styles(
    capitals: Capitals, officer: Visitor
) -> None:
    """DESK-70, DESK-7: SVG from its own address, under the policy of every page."""
    ref = figure(capitals, JP)
    capitals.exchange()
    places: dict[str, Any] = {"party": ref.party, "number": ref.number, "index": ref.index}
    answer = officer.get("fact-chart", channel=capitals.channel, fact="graphite", **places)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    raw = answer.content.decode()
    for banned in ("<script", "style=", "onload", "<foreignObject", "<image", "href="):
        assert banned not in raw, banned
    assert fromstring(raw).tag.endswith("svg")  # noqa: S314 - our own drawing
    assert "47.71 %" in raw
    assert (
        officer.get("fact-chart", channel=capitals.channel, fact="none", **places).status_code
        == 404
    )
    table = officer.get("fact-table", channel=capitals.channel, fact="graphite", **places)
    assert table.content == GRAPHITE
    assert "attachment" in table.headers["Content-Disposition"]


# --- computing ---------------------------------------------------------------------------------


def test_what_another_side_calls_a_table_is_given_out_only_if_it_is_one(
    capitals: Capitals, officer: Visitor
) -> None:
    """PAPER-24, HOME-70: no formula reaches a table program; each file is written down."""
    places: dict[str, Any] = {
        "channel": capitals.channel,
        "fact": "graphite",
        "party": JP,
        "index": 0,
    }
    for raw, status in ((b"t,i,j,k,v,q\n=cmd|' /C calc'!A0,1,2,3,4,5\n", 409), (GRAPHITE, 200)):
        ref = figure(capitals, JP, raw=raw)
        capitals.exchange()
        before = AuditLine.objects.filter(action="paper-taken").count()
        answer = officer.get("fact-table", number=ref.number, **places)
        assert answer.status_code == status
        assert (raw in answer.content) == (status == 200)
        written = AuditLine.objects.filter(action="paper-taken").count() - before
        assert written == (status == 200)


def test_a_figure_that_does_not_come_out_here_is_not_proposed_in_return(
    capitals: Capitals, officer: Visitor
) -> None:
    """FIG-8: nor is one proposed that does not come out here: who proposes has accepted it."""
    reader = reader_of(capitals, officer)
    node, channel = capitals.kr, capitals.channel
    for wrong in (True, False):
        ref = figure(capitals, JP, wrong=wrong)
        capitals.exchange()
        with node.channels.hold(channel) as held:
            offers = held.channel.sight.matter(FACT).offers
        offer = next(one for one in offers if one.ref.number == ref.number)
        kept = node.records.content(channel, "body", Digest(str(offer.values[FACT])))
        assert isinstance(kept, Kept)
        again = Proposal({FACT: kept.raw}, offer.documents)
        if not wrong:
            assert door.draft(reader, channel, again).state == "open"
            continue
        with pytest.raises(RuleError) as refused:
            door.draft(reader, channel, again)
        assert refused.value.code == "figure-not-reproduced"


def _send(capitals: Capitals, officer: Visitor, raw: bytes | None, **changes: str) -> Any:
    path = reverse("fact-compute", kwargs={"channel": capitals.channel, "fact": "kr-1"})
    data: dict[str, Any] = {**ASKED, **changes}
    if raw is not None:
        data["table"] = SimpleUploadedFile("table.csv", raw, "text/csv")
    return officer.client.post(path, data, secure=True)


def test_a_figure_from_a_table_becomes_a_draft_with_the_table(
    capitals: Capitals, officer: Visitor
) -> None:
    """DESK-71, DESK-3."""
    form = sheet_of(officer.get("fact-compute", channel=capitals.channel, fact="kr-1")).form
    assert form.fields["country_kr"] == ["410"]
    sent = _send(capitals, officer, GRAPHITE)
    assert sent.status_code == 302, sent.content.decode()[:3000]
    draft = Draft.objects.get()
    assert draft.matters == ["fact/kr-1"]
    page = officer.words("draft", draft=draft.pk)
    assert "47.71 %" in page
    assert "1 document" in page or "Document" in page


@pytest.mark.parametrize(
    ("raw", "changes", "told"),
    [
        (None, {}, "Choose the table"),
        (b"", {}, "The columns of the table are not t, i, j, k, v, q."),
        (
            b"t,i,j,k,v,q\n2024,=1,410,250490,1,\n",
            {},
            "A cell of the table begins a formula. (row 2",
        ),
        (GRAPHITE.replace(b"250490", b"25049"), {}, "has not six digits. (row 2"),
        ("t,i,j,k,v,q\n".encode("utf-16"), {}, "not in UTF-8"),
        (b"x" * 2_100_000, {}, "too large"),
        (GRAPHITE, {"year": "2020"}, "nothing of what is asked"),
        (GRAPHITE, {"products": "2504"}, "not a code of the table"),
        (GRAPHITE, {"third_code": "KOREA"}, "at most 3 characters"),
        (GRAPHITE, {"country_jp": "156"}, "stands twice"),
        (GRAPHITE, {"title_en": ""}, "fill this in"),
    ],
)
def test_a_bad_table_or_question_is_told_and_nothing_is_kept(
    capitals: Capitals, officer: Visitor, raw: bytes | None, changes: dict[str, str], told: str
) -> None:
    """DESK-71, DESK-4."""
    sent = _send(capitals, officer, raw, **changes)
    assert sent.status_code == 400
    assert told in re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", sent.content.decode()))
    assert Draft.objects.count() == 0
    if not changes:
        assert 'value="Natural graphite"' in sent.content.decode()


def test_who_may_not_draft_computes_nothing(capitals: Capitals) -> None:
    """DESK-1."""
    watcher = capitals.visitor(capitals.person("watcher", Role.OBSERVER))
    assert watcher.get("fact-compute", channel=capitals.channel, fact="kr-1").status_code == 404
    assert watcher.get("fact-compute", channel=capitals.channel, fact="KR 1").status_code == 404

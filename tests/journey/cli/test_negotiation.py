# SPDX-License-Identifier: Apache-2.0
"""What people read while they negotiate: crossings, withdrawals, texts, packages, conflicts."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from tests.journey.cli.hands import Hand, found

DATE = ("offer", "economic", "meeting/1/date", "--zone", "Asia/Seoul", "--kind", "call")
THIRD = ("--start", "2023-05-03T10:00", "--end", "2023-05-03T12:00")
FOURTH = ("--start", "2023-05-04T10:00", "--end", "2023-05-04T12:00")


def _both(kr: Hand, jp: Hand, name: str) -> None:
    """Everything reaches both, confirmations too."""
    for turn in range(2):
        kr.brings(jp, f"{name}-k{turn}.pouch")
        jp.brings(kr, f"{name}-j{turn}.pouch")


def test_a_crossed_proposal_is_put_again_and_it_is_said_so(pair: tuple[Hand, Hand]) -> None:
    """NODE-8: Whoever wants a crossed offer that lies below its own position offers its values
    anew. The desk does this when a person accepts such an offer, and says so.
    """
    kr, jp = pair
    kr.signs(*DATE, *THIRD)
    kr.brings(jp, "1.pouch")
    jp.signs(*DATE, *FOURTH)
    told = jp.does("accept", "economic", "kr/3/0", answer="yes\n")
    assert "The same values are put again as your own proposal" in told.out
    assert "Put it again?" in told.err
    jp.brings(kr, "2.pouch")
    assert "took up the date of meeting 1 as proposed by our side" in kr.does("log", "economic").out
    told = kr.signs("accept", "economic", "jp/3/0")
    assert "jp/3/0" in told.out
    _both(kr, jp, "3")
    items = {one["item"]: one for one in jp.does("--json", "show", "economic").json["items"]}
    assert items["meeting/1/date"]["agreed"]["confirmed"]


def test_a_withdrawal_says_that_it_may_still_bind_until_it_is_acknowledged(
    pair: tuple[Hand, Hand],
) -> None:
    kr, jp = pair
    told = kr.signs(
        "refuse", "economic", "kr/2/0", "--reason", "New wording", "--reason", "ko=새 문안"
    )
    assert "an acceptance may still bind your side" in told.out
    shown = kr.does("show", "economic").out
    assert "withdrawn, not yet acknowledged by the Japanese side; they may still bind" in shown
    kr.brings(jp, "1.pouch")
    assert "withdrew its proposal on the terms of reference [kr/2/0]. Reason: New wording" in (
        jp.does("log", "economic").out
    )
    assert "새 문안" in jp.reading("ko").does("log", "economic").out
    for hand in (kr, jp):
        vain = hand.types("--yes", "--json", "refuse", "economic", "kr/2/0")
        assert (vain.code, json.loads(vain.err)["error"]) == (1, "no-effect")
    late = jp.types("--yes", "accept", "economic", "kr/2/0")
    assert late.code == 1
    assert "declined or withdrawn" in late.err
    jp.signs("declare", "economic", "terms", "--state", "statement", "--text", "Noted.")
    jp.brings(kr, "2.pouch")
    assert "not yet acknowledged" not in kr.does("show", "economic").out
    assert "withdrawn" in kr.does("show", "economic", "terms").out


def test_what_is_agreed_is_not_refused_any_more(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    jp.signs("accept", "economic", "kr/2/0")
    jp.brings(kr, "1.pouch")
    for hand in (kr, jp):
        vain = hand.types("--yes", "--json", "refuse", "economic", "kr/2/0")
        assert (vain.code, json.loads(vain.err)["rule"]) == (1, "CLI-11")


def test_joining_again_under_another_name_changes_nothing(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    found(kr, jp, "second")
    before = kr.state()
    told = kr.does("found", "join", "founding.json", "--as", "other", "--words-compared")
    assert "Already joined as “second”; nothing was changed." in told.out
    assert kr.state() == before


def test_declining_is_said_as_diplomats_say_it(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    jp.signs("refuse", "economic", "kr/2/0", "--reason", "Under review")
    jp.brings(kr, "1.pouch")
    assert "is not in a position to accept the terms of reference" in kr.does("log", "economic").out
    assert "수용 곤란" in kr.reading("ko").does("log", "economic").out
    assert "受入れ困難" in kr.reading("ja").does("log", "economic").out
    moves = kr.does("--json", "show", "economic").json["moves"]
    assert moves == [{"item": "terms", "sides": ["kr"], "by": None}]
    told = kr.does("show", "economic").out
    assert "For our action" in told
    assert "Nothing is open" not in told


def test_one_side_may_agree_ad_referendum_and_both_read_it(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    jp.signs("declare", "economic", "terms", "--state", "ad-referendum", "--on", "kr/2/0")
    jp.brings(kr, "1.pouch")
    assert "agreed ad referendum, capital to confirm" in kr.does("show", "economic").out


def test_a_text_goes_from_brackets_to_adoption(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    (kr.desk / "k2.toml").write_text('[text]\nko = "나"\nja = "ニ"\nen = "Two"\n', "utf-8")
    kr.signs("offer", "economic", "text/summary", "--title", "Summary", "--kind",
             "summary-of-discussion", "--order", "k1,k2", "--language", "ko=authentic",
             "--language", "ja=authentic", "--language", "en=courtesy",
             "--with", "text/summary/p/k2=k2.toml")  # fmt: skip
    kr.signs("offer", "economic", "text/summary/p/k1", "--ko", "가", "--ja", "イ", "--en", "One")
    early = kr.types("--yes", "offer", "economic", "text/summary/adoption", "--adopt")
    assert early.code == 1
    kr.brings(jp, "1.pouch")
    shown = jp.does("show", "economic").out
    assert "k1 [the Korean side: One]" in shown
    assert "2 paragraphs outstanding: k1, k2" in shown
    assert "Package kr/3/0 of the Korean side" in shown
    seen = jp.signs("accept", "economic", "kr/3/0").out
    assert all(line in seen for line in ("[en] Two", "[ja] ニ", "[ko] 나"))
    seen = jp.signs("offer", "economic", "text/summary/p/k1", "--ko", "가나", "--ja", "イロ").out
    assert "[ja] イロ" in seen
    assert "[ko] 가나" in seen
    jp.brings(kr, "2.pouch")
    shown = kr.does("show", "economic", "text/summary", "--all-languages").out
    assert "[ko] 가나" in shown
    assert "[ja] イロ" in shown
    assert "provisionally agreed" in kr.signs("accept", "economic", "jp/3").out
    assert "k1  가나" in kr.signs("offer", "economic", "text/summary/adoption", "--adopt").out
    _both(kr, jp, "3")
    adoption = _open_proposal(jp, "text/summary/adoption")
    seen = jp.signs("accept", "economic", adoption).out
    assert "the text as a whole, in Japanese, Korean" in seen
    assert all(line in seen for line in ("k1  가나", "k2  나", "k1  イロ", "k2  ニ"))
    digests = kr.does("--json", "show", "economic", "text/summary/adoption", "--body").json
    shown = jp.does("show", "economic", "text/summary").out
    for language, digest in digests["digests"].items():
        assert f"[{language}] {digest}" in seen
        assert f"[{language}] {digest}" in shown
    _both(kr, jp, "4")
    for hand in (kr, jp):
        shown = hand.does("--json", "show", "economic").json
        assert shown["states"]["texts"] == {"summary": "adopted"}
        told = hand.does("show", "economic").out
        assert "part of the adopted text" in told
        assert "provisionally" not in told
    read = kr.does("export", "economic", "--item", "text/summary/adoption", "-o", "adoption.comity")
    verify = read.out.splitlines()[-1].split()[1:]
    assert "The adoption of text summary: agreed and confirmed" in kr.does(*verify).out


def _open_proposal(hand: Hand, item: str) -> str:
    items = {one["item"]: one for one in hand.does("--json", "show", "economic").json["items"]}
    return str(items[item]["open"][0]["proposal"])


def test_meeting_agenda_follow_up_and_document_are_shown(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    (kr.desk / "요록.txt").write_text("hello")
    kr.signs(*DATE, *THIRD)
    kr.signs("offer", "economic", "meeting/1/agenda/supply", "--title", "Supply chains",
             "--lead", "kr", "--minutes", "30")  # fmt: skip
    kr.signs("offer", "economic", "follow-up/1", "--title", "Contact list", "--owner", "jp",
             "--due", "2023-06-30T18:00", "--zone", "Asia/Seoul")  # fmt: skip
    kr.signs("declare", "economic", "document/d1", "--document", "요록.txt",
             "--marking", "internal")  # fmt: skip
    kr.brings(jp, "1.pouch")
    told = jp.does("show", "economic", "document/d1", "--save", "saved.txt").out
    assert "요록.txt (text/plain, 5 bytes)" in told
    assert "Marking: internal" in told
    assert (jp.desk / "saved.txt").read_text() == "hello"
    assert (jp.desk / "saved.txt").stat().st_mode & 0o777 == 0o600
    assert jp.types("show", "economic", "document/d1", "--save", "saved.txt").code == 2
    assert jp.types("show", "economic", "document/d2", "--save", "other.txt").code == 1
    for number in (3, 4, 5):
        jp.signs("accept", "economic", f"kr/{number}/0")
    jp.signs("declare", "economic", "follow-up/1/report", "--state", "done", "--text", "Sent.")
    _both(kr, jp, "2")
    told = kr.does("show", "economic").out
    for part in (
        "Date fixed: Wed 3 May 2023, 10:00–12:00 (Asia/Seoul)",
        "Supply chains (new item, introduced by our side, 30 minutes): on the agenda",
        "Contact list: the Japanese side, by Fri 30 Jun 2023, 18:00 (Asia/Seoul)",
        "reported done, closing not yet agreed",
        "The Japanese side: done: Sent.",
        "요록.txt (text/plain, 5 bytes)",
        "holds all that we hold",
    ):
        assert part in told, part


def test_the_content_of_an_item_comes_out_as_it_may_go_in(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    body = jp.does("show", "economic", "terms", "--body").json
    body["scope"] = body["scope"][:1]
    (jp.desk / "terms.json").write_text(json.dumps(body, ensure_ascii=False), "utf-8")
    told = jp.signs("offer", "economic", "terms", "--body", "terms.json", "--until",
                    "2030-01-01T00:00+09:00").out  # fmt: skip
    assert "Reply by Mon 31 Dec 2029, 15:00 (UTC)" in told
    jp.brings(kr, "1.pouch")
    assert "made a counter-proposal on the terms of reference" in kr.does("log", "economic").out


def test_transfers_twice_lost_and_in_any_order_end_in_the_same_record(
    pair: tuple[Hand, Hand],
) -> None:
    kr, jp = pair
    jp.brings(kr, "0.pouch")
    for number, times in enumerate((THIRD, FOURTH, THIRD), 1):
        kr.signs(*DATE, *times)
        kr.does("pouch", "write", "jp", "-o", f"{number}.pouch")
        kr.hands(f"{number}.pouch", jp)
    told = jp.does("pouch", "read", "3.pouch", "1.pouch")
    assert "an earlier transfer has not come yet" in told.out.lower()
    again = jp.does("pouch", "read", "3.pouch").out
    assert "This very transfer had come before" in again
    assert "0 entries received" in again
    assert jp.does("--json", "pouch", "read", "1.pouch").json[0]["remarks"]
    logs = [hand.does("--json", "log", "economic").json for hand in (kr, jp)]
    assert [one["hash"] for one in logs[0]] == [one["hash"] for one in logs[1]]


def test_two_entries_of_one_number_halt_the_dialogue_in_plain_words(
    pair: tuple[Hand, Hand], tmp_path: Path
) -> None:
    kr, jp = pair
    twin = replace(kr, desk=tmp_path / "twin")
    shutil.copytree(kr.desk, twin.desk)
    kr.signs(*DATE, *THIRD)
    twin.signs(*DATE, *FOURTH)
    kr.brings(jp, "1.pouch")
    twin.brings(jp, "2.pouch")
    shown = jp.does("show", "economic").out
    assert "Halted pending verification" in shown
    assert "The Korean side: two different entries No. 3" in shown
    assert "중지 (확인 필요)" in jp.reading("ko").does("show").out
    assert "停止中" in jp.reading("ja").does("show", "economic").out
    refused = jp.types("--yes", "--json", *DATE, *THIRD)
    assert refused.code == 1
    assert json.loads(refused.err)["error"] in {"frozen", "fork"}
    assert "Conflicting records from the Korean side" in jp.does("log", "economic").out
    assert jp.does("--json", "show", "economic").json["forks"][0][:2] == ["kr", 3]


def test_a_declining_answer_ends_a_founding(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    kr.does("found", "invite", "jp", "-o", "i.json")
    kr.hands("i.json", jp)
    jp.signs("found", "answer", "i.json", "--decline", "--reason", "Not now", "-o", "a.json")
    jp.hands("a.json", kr)
    told = kr.types("found", "gather", "a.json", "-o", "f.json")
    assert told.code == 1
    assert "declines. Reason: Not now" in told.out
    assert not (kr.desk / "f.json").exists()
    assert "declined by us" in jp.does("found", "list").out
    assert "invited by us" in kr.does("found", "list").out
    assert "Answer of the Japanese side: declines" in kr.does("found", "show", "a.json").out


def test_an_empty_node_says_what_to_do_first(pair: tuple[Hand, Hand], tmp_path: Path) -> None:
    _, jp = pair
    new = replace(jp, party="us", desk=tmp_path / "washington")
    new.desk.mkdir()
    new.does("init", "us", "--listen", "0.0.0.0:8441")
    assert "“comity found invite CODE”" in new.does("show").out
    assert "No founding yet" in new.does("found", "list").out
    assert "No other side yet" in new.does("sync").out
    assert "none; transfers go by file" in new.does("card").out

# SPDX-License-Identifier: Apache-2.0
"""From an empty folder to a desk at which the first officer signs in, by its first page alone."""

import re
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from comity.assembly.record import assemble
from comity.config import read_config
from tests.journey.serve.ports import free_ports
from tests.journey.serve.served import STOP_S_MAX, Served, alive, serving, told_by
from tests.journey.serve.visiting import Page, Visitor

PASSWORD = "Hangang-Sumidagawa-2023"
PASSPHRASE = "first of two phrases"
WAIT_S_MAX = 60


@dataclass
class Begun:
    """A first run: the program, its page, and a free port for the exchange."""

    served: Served
    folder: Path
    visitor: Visitor
    port: int

    @property
    def code(self) -> str:
        """What the terminal has shown."""
        return str(self.served.told["code"])

    def form(self) -> Page:
        """The form, after the code."""
        page = self.visitor.post("/code", {"code": self.code})
        assert page.status == 200
        return page

    def answers(self, **changed: str) -> dict[str, str]:
        """All that the form asks for, valid but for what is changed."""
        secrets = {
            "passphrase": PASSPHRASE, "root_passphrase": "second of two phrases",
            "admin_password": PASSWORD, "officer_password": PASSWORD,
        }  # fmt: skip
        return {
            "token": self.form().hidden("token"), "party": "kr", "zone": "Asia/Seoul",
            "listen": f"127.0.0.1:{self.port}",
            "admin_post_en": "Director, Information Systems", "admin_sign_in": "admin-1",
            "admin_language": "en", "officer_sign_in": "director", "officer_language": "ko",
            "officer_post_ko": "아시아태평양국장", **secrets,
            **{f"{name}_again": one for name, one in secrets.items()}, **changed,
        }  # fmt: skip


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Begun]:
    """`comity serve` where no node is yet."""
    folder = tmp_path / "deep" / "kr"
    port, desk = free_ports(2)
    with serving(folder, "--desk", f"127.0.0.1:{desk}", passphrase=None) as served:
        assert served.told["first_run"] == f"http://127.0.0.1:{desk}"
        assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", served.told["code"])
        yield Begun(served, folder, Visitor(served.told["first_run"]), port)


def _desk_answers(visitor: Visitor) -> Page:
    """The sign-in page, once the desk stands in place of the page that waits for it."""
    for _ in range(WAIT_S_MAX * 5):
        page = visitor.get("/sign-in")
        if page.status == 200:
            return page
        assert page.status == 202
        assert page.headers["refresh"] == "2"
        time.sleep(0.2)
    raise AssertionError(visitor.address)


def test_a_node_is_made_served_and_signed_in_at(begun: Begun) -> None:
    made = begun.visitor.post("/node", begun.answers())
    assert (made.status, made.headers["location"]) == (302, "/")
    shown = begun.visitor.get("/")
    here = assemble(read_config(begun.folder), PASSPHRASE)
    assert here.node.root in shown.text
    assert str(begun.folder / "keys" / "root.key") in shown.text
    here.close()
    _desk_answers(begun.visitor)
    told = told_by(begun.served.process)
    assert told["party"] == "kr"
    assert told["root"] == here.node.root
    assert told["desk"] == begun.visitor.address
    assert begun.visitor.signed_in("director", PASSWORD).get("/").status == 200
    administrator = Visitor(begun.visitor.address).signed_in("admin-1", PASSWORD)
    assert administrator.get("/people/").status == 200
    assert [one.name for one in begun.folder.parent.iterdir()] == ["kr"]
    tree = begun.served.tree()
    begun.served.process.send_signal(signal.SIGINT)
    assert begun.served.process.wait(STOP_S_MAX) == 0
    assert not [pid for pid in tree if alive(pid)]


def test_what_is_wrong_is_named_and_what_was_typed_is_kept(begun: Begun) -> None:
    """SERVE-4: "Nothing is made before all that was typed is valid"."""
    page = begun.visitor.post(
        "/node",
        begun.answers(
            party="K!", zone="Mars", listen="nowhere", addresses="http://x", passphrase="short",
            officer_post_ko="", officer_sign_in="The Director", admin_password="password1234",
            officer_password_again="another", officer_language="fr",
        ),
    )  # fmt: skip
    assert page.status == 400
    wrong = set(re.findall(r'<li><a href="#(\w+)">', page.text))
    assert wrong == {
        "party", "zone", "listen", "addresses", "passphrase", "passphrase_again",
        "officer_post_en", "officer_sign_in", "officer_password_again", "admin_password",
        "admin_password_again", "officer_language",
    }  # fmt: skip
    for field in wrong:
        assert f'id="{field}"' in page.text, "the summary leads to it"
        assert f'id="{field}-error"' in page.text
    for kept in ("K!", "Mars", "nowhere", "http://x", "Director, Information Systems"):
        assert kept in page.text
    assert PASSWORD not in page.text
    assert PASSPHRASE not in page.text
    assert not begun.folder.exists()
    assert begun.visitor.post("/node", begun.answers()).status == 302


def test_a_place_that_is_taken_is_named(begun: Begun) -> None:
    desk = int(begun.visitor.address.rpartition(":")[2])
    page = begun.visitor.post("/node", begun.answers(listen=f"127.0.0.1:{desk}"))
    assert page.status == 400
    assert 'href="#listen"' in page.text
    page = begun.visitor.post("/node", begun.answers(listen="192.0.2.1:8441"))
    assert page.status == 400
    assert 'href="#listen"' in page.text
    assert not begun.folder.exists()


def test_only_the_code_opens_and_wrong_ones_change_nothing(begun: Begun) -> None:
    """SERVE-4: "Only whoever types the one-time code from the terminal comes further. The code
    stays the same for as long as the page is shown".
    """
    assert begun.visitor.post("/node", {**begun.answers(), "token": "guessed"}).status == 302
    assert not begun.folder.exists()
    first = begun.code
    for _ in range(5):
        assert begun.visitor.post("/code", {"code": "0000 0000 0000 0000"}).status == 400
    for path in ("/", "/sign-in", "/people/", "/node"):
        page = begun.visitor.get(path)
        assert page.status in {200, 302}
        assert 'name="token"' not in page.text
    assert 'name="token"' in begun.visitor.post("/code", {"code": first}).text


def test_the_page_is_for_this_machine_alone(tmp_path: Path) -> None:
    from tests.journey.serve.served import PROGRAM  # noqa: PLC0415 - of this test only

    done = subprocess.run(
        [*PROGRAM, "--json", "--node", str(tmp_path / "kr"), "serve", "--desk", "0.0.0.0:8451"],
        check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=WAIT_S_MAX,
    )  # fmt: skip
    assert done.returncode == 2
    assert "first-run/plain" in done.stderr
    assert not (tmp_path / "kr").exists()


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_its_pages_speak_three_languages(begun: Begun, language: str) -> None:
    begun.visitor.post("/language", {"language": language})
    for page in (begun.visitor.get("/"), begun.form()):
        assert f'<html lang="{language}">' in page.text

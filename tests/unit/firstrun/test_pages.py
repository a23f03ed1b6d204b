# SPDX-License-Identifier: Apache-2.0
"""The pages of the first run, asked without a server: what is wrong with a form is named."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import RequestFactory

from comity.cli.fault_words import FAULTS
from comity.cli.serve import first_run
from comity.core.errors import ConfigError
from comity.desk.firstrun import pages
from comity.desk.firstrun.answers import SECRETS
from comity.desk.firstrun.entrance import Entrance
from comity.desk.firstrun.installed import Office, install_office
from comity.locale import LANGUAGES, catalogue
from tests.unit.firstrun.test_answers import RIGHT

pytestmark = pytest.mark.urls("comity.site.first_run_urls")
KEPT = {name: text for name, text in RIGHT.items() if name not in SECRETS}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A first run whose code is never asked for."""
    entrance = Entrance(lambda _: None, lambda _: None, lambda _: None)
    made = Office(tmp_path / "kr", "127.0.0.1", 8451, "en", entrance, lambda _: None)
    install_office(made)
    return made


def _sent(office: Office, **changed: str) -> HttpResponse:
    told: list[str] = []
    office.entrance.tell = told.append
    office.entrance.begin()
    token = office.entrance.open(told[0])
    assert token is not None
    return pages.create(RequestFactory().post("/node", {**RIGHT, "token": token, **changed}))


def _summary(answer: HttpResponse) -> list[tuple[str, str]]:
    page = answer.content.decode()
    return re.findall(r'<li><a href="#(\w+)">([^<]+)</a>', page)


WRONG = {
    "party": ("K!", "Code of the side: "),
    "zone": ("Mars", "Time zone of the desk: "),
    "listen": ("nowhere", "Where this node listens: "),
    "addresses": ("http://x", "Addresses for the other sides: "),
    "passphrase": ("short", "Passphrase of the working keys: "),
    "passphrase_again": ("x", "Passphrase of the working keys, once more: "),
    "root_passphrase": ("short", "Passphrase of the root keys: "),
    "admin_sign_in": ("A b", "First administrator, Sign-in name: "),
    "admin_password": ("short", "First administrator, Password: "),
    "officer_password_again": ("x", "First officer, Password, once more: "),
    "officer_language": ("fr", "First officer, Language of the pages: "),
    "officer_post_ko": ("a\0b", "First officer, Post: "),
}


@pytest.mark.parametrize("field", WRONG)
def test_the_summary_names_the_field_and_leads_to_it(office: Office, field: str) -> None:
    """DESK-4: "says at the field and at the top of the page what is off"."""
    typed, said = WRONG[field]
    answer = _sent(office, **{field: typed})
    assert answer.status_code == 400
    found = dict(reversed(_summary(answer)))
    assert found[field].startswith(said)
    page = answer.content.decode()
    for name in found:
        assert f'id="{name}"' in page
    assert not office.folder.exists()


def test_what_is_secret_is_to_be_typed_again_and_the_page_says_so(office: Office) -> None:
    answer = _sent(office, party="K!")
    page = answer.content.decode()
    last = "Type every password and passphrase again: they are not kept on a page"
    assert _summary(answer)[-1] == ("passphrase", last)
    for name in SECRETS:
        assert RIGHT[name] not in page
        assert re.search(rf'<input[^>]* id="{name}"[^>]*>', page)
    assert page.count("Type it again. ") == 4
    for name, text in KEPT.items():
        if name != "party" and text.strip():
            assert text.strip() in page
    assert "Type it again" not in pages.enter(_code(office)).content.decode()


def _code(office: Office) -> WSGIRequest:
    told: list[str] = []
    office.entrance.tell = told.append
    office.entrance.begin()
    return RequestFactory().post("/code", {"code": told[0]})


# --- the place of the page ---


@contextmanager
def _taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_place_that_is_taken_is_told_with_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no node.toml yet in which another place could be named."""
    monkeypatch.setattr(first_run, "read_passphrase", lambda: None)
    with _taken() as port, pytest.raises(ConfigError) as refused:
        first_run.show_first_run([str(tmp_path / "kr"), f"127.0.0.1:{port}", "en"])
    assert refused.value.code == "first-run/listen"
    assert str(port) in refused.value.hint
    for language in LANGUAGES:
        words = catalogue(language)
        what, then = (words.gettext(one) for one in FAULTS[refused.value.code])
        assert "comity serve --desk 127.0.0.1:8461" in then
        assert "node.toml" not in what + then


def test_the_page_is_not_shown_to_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_run, "read_passphrase", lambda: None)
    with pytest.raises(ConfigError) as refused:
        first_run.show_first_run([str(tmp_path / "kr"), "0.0.0.0:8451", "en"])
    assert refused.value.code == "first-run/plain"
    assert "--desk" in FAULTS[refused.value.code][1]

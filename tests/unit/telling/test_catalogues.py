# SPDX-License-Identifier: Apache-2.0
"""The catalogues are whole: every message of the code, in every language, with its places."""

import re
import string
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from comity.locale import LANGUAGES, Language, catalogue, chosen
from comity.telling.matters import matter_title
from comity.telling.voice import Voice
from tools.catalogues import DOMAINS, LOCALE, catalogue_path, wanted

PAIRS = [(domain, language) for domain in DOMAINS for language in LANGUAGES]


def _read(domain: str, language: str) -> Catalog:
    return read_po(BytesIO(catalogue_path(domain, language).read_bytes()), locale=language)


def _messages(domain: str, language: str) -> list[Message]:
    return [message for message in _read(domain, language) if message.id]


def _forms(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value or "")]


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def extracted() -> dict[Path, bytes]:
    """What every catalogue should hold, read off the code once."""
    return wanted()


def test_the_catalogues_are_those_of_the_code(extracted: dict[Path, bytes]) -> None:
    off = [path.name for path, raw in extracted.items() if path.read_bytes() != raw]
    assert off == [], "run `make catalogues`"


def test_no_catalogue_lies_about_that_nobody_makes(extracted: dict[Path, bytes]) -> None:
    known = set(extracted)
    lying = {*LOCALE.rglob("*.po"), *LOCALE.rglob("*.mo"), *LOCALE.rglob("*.pot")}
    assert lying == known


@pytest.mark.parametrize(("domain", "language"), PAIRS)
def test_every_message_is_written_and_none_is_fuzzy(domain: str, language: str) -> None:
    off = [str(m.id) for m in _messages(domain, language) if m.fuzzy or not all(_forms(m.string))]
    assert off == []


@pytest.mark.parametrize(("domain", "language"), PAIRS)
def test_every_message_keeps_its_places(domain: str, language: str) -> None:
    off = [
        str(message.id)
        for message in _messages(domain, language)
        for form in _forms(message.string)
        if _places(form) != _places(_forms(message.id)[-1])
    ]
    assert off == []


@pytest.mark.parametrize(("domain", "language"), PAIRS)
def test_examples_and_names_of_commands_stay_as_they_are_typed(domain: str, language: str) -> None:
    typed = re.compile(r"“(comity [^”]*|--[a-z-]+)”|(?<![\w-])(--[a-z-]+)|(COMITY_[A-Z_]+)")

    def found(text: str) -> set[str]:
        return {"".join(parts) for parts in typed.findall(text)}

    off = [
        (str(message.id), form)
        for message in _messages(domain, language)
        for form in _forms(message.string)
        if found(form) != found(_forms(message.id)[0])
    ]
    assert off == []


def test_korean_never_leaves_the_choice_of_a_particle_to_the_reader() -> None:
    doubled = re.compile(r"이\(가\)|을\(를\)|은\(는\)|와\(과\)")
    told = [form for m in _messages("comity", "ko") for form in _forms(m.string)]
    assert [form for form in told if doubled.search(form)] == []


@pytest.mark.parametrize(
    ("flag", "environment", "language"),
    [
        ("ja", {"COMITY_LANG": "ko"}, "ja"),
        (None, {"COMITY_LANG": "ko", "LANG": "ja_JP.UTF-8"}, "ko"),
        (None, {"LC_ALL": "ja_JP.UTF-8", "LANG": "ko_KR.UTF-8"}, "ja"),
        (None, {"LC_ALL": "", "LANG": "ko_KR.UTF-8"}, "ko"),
        (None, {"LC_ALL": "C", "LANG": "ko_KR.UTF-8"}, "en"),
        (None, {}, "en"),
        ("fr", {}, "en"),
    ],
)
def test_the_nearest_wish_decides_the_language(
    flag: str | None, environment: dict[str, str], language: str
) -> None:
    assert chosen(flag, environment) == language


def test_another_domain_falls_back_on_the_first() -> None:
    assert catalogue("ko", "demo").gettext("our side") == "우리측"


@pytest.mark.parametrize(
    ("language", "own", "told"),
    [
        ("ko", "kr", "우리측, 일측"),
        ("ja", "kr", "当方、日本側"),
        ("ja", "jp", "当方、韓国側"),
        ("ko", None, "일측, 한국측"),
        ("en", "jp", "our side, the Korean side"),
    ],
)
def test_the_label_of_a_side_depends_on_whose_node_it_is(
    language: Language, own: str | None, told: str
) -> None:
    assert Voice(catalogue(language), own).sides(["jp", "kr"]) == told


def test_an_unknown_form_of_item_is_named_by_its_path() -> None:
    assert matter_title(Voice(catalogue("en")), "leak/press") == "item leak/press"
    assert matter_title(Voice(catalogue("ko")), "meeting/1/agenda/a") == "회의(1) 의제 a"


def test_times_stand_with_their_zone_in_each_languages_order() -> None:
    ms = 1_683_075_600_000
    told = {one: Voice(catalogue(one)).instant(ms, "Asia/Seoul") for one in LANGUAGES}
    assert told == {
        "en": "Wed 3 May 2023, 10:00 (Asia/Seoul)",
        "ko": "2023년 5월 3일(수) 10:00 (Asia/Seoul)",
        "ja": "2023年5月3日（水） 10:00(Asia/Seoul)",
    }


@pytest.mark.parametrize(
    ("left", "told"),
    [(-1, "overdue"), (90 * 60_000, "in 1 hour"), (47 * 3_600_000, "in 47 hours"),
     (3 * 86_400_000, "in 3 days")],
)  # fmt: skip
def test_how_far_off_a_time_is(left: int, told: str) -> None:
    voice = Voice(catalogue("en"), now_ms=1_683_075_600_000)
    assert voice.by(1_683_075_600_000 + left, "UTC").endswith(told)


def test_a_zone_unknown_to_this_machine_is_shown_in_universal_time() -> None:
    assert Voice(catalogue("en")).instant(0, "Asia/Nowhere").endswith("00:00 (Asia/Nowhere)")


def test_the_compiled_catalogues_lie_where_the_program_looks() -> None:
    for language in LANGUAGES:
        assert Path(LOCALE / language / "LC_MESSAGES" / "comity.mo").is_file()

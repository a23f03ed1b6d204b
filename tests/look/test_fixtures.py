# SPDX-License-Identifier: Apache-2.0
"""Components taken from GOV.UK Frontend make the HTML that its own fixtures name.

The fixtures (fixtures/*.json) are taken as they are from the npm package govuk-frontend, under MIT.
"""

import json
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from tests.look.stage import ROOT, called, macro

Options = Mapping[str, Any]
FIXTURES = Path(__file__).parent / "fixtures"
VOID = {"br", "input"}
OURS = re.compile(r"^data-(show|hide)(-label)?$")
"""Attributes of our own: the words of the password's button, which their script brings along."""
LEFT_OUT = {("option", "disabled")}
"""What the desk has no use for."""


class _Pieces(HTMLParser):
    """The tags, attributes and words of some HTML, without what makes no difference."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[object] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = {
            name: frozenset((value or "").split()) if name == "class" else value
            for name, value in attrs
            if not OURS.match(name) and (tag, name) not in LEFT_OUT
        }
        self.pieces.append((tag, kept))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words:
            self.pieces.append(words)


def _said(part: Options | None) -> str | None:
    """Words or markup, as their options give it."""
    if not part:
        return None
    return Markup(part["html"]) if "html" in part else part["text"]  # noqa: S704 - a fixture


def _fields(options: Options) -> dict[str, Any]:
    """What all fields are given, under our names."""
    return {
        "hint": _said(options.get("hint")),
        "error": _said(options.get("errorMessage")),
        "describedby": options.get("describedBy"),
    }


def _own(options: Options, *names: str, **renamed: str) -> dict[str, Any]:
    """Options that are handed on as they are, or under another name of ours."""
    same = {name: options[name] for name in names if name in options}
    return same | {ours: options[name] for ours, name in renamed.items() if name in options}


def _items(options: Options) -> list[tuple[Any, ...]]:
    return [
        (one.get("value", one["text"]), one["text"], *filter(None, [_said(one.get("hint"))]))
        for one in options["items"]
    ]


def _name(options: Options) -> str:
    return str(options.get("name", options.get("id")))


def _breadcrumbs(options: Options) -> str:
    return str(
        macro("breadcrumbs", "breadcrumbs")(
            [(one["text"], one.get("href")) for one in options["items"]]
        )
    )


def _button(options: Options) -> str:
    kinds = {"govuk-button--secondary": "second", "govuk-button--warning": "stop"}
    kind = kinds.get(options.get("classes", ""), "primary")
    own = _own(options, "href", "name", "value", "disabled", "id")
    return str(macro("button", "button")(options["text"], kind=kind, **own))


def _checkboxes(options: Options) -> str:
    values = [one["value"] for one in options["items"] if one.get("checked")]
    small = "small" in options.get("classes", "")
    legend = options["fieldset"]["legend"]["text"] if "fieldset" in options else ""
    own = _own(options, id="idPrefix")
    made = macro("checkboxes", "checkboxes")
    return str(
        made(
            options["name"], legend, _items(options), values, small=small, **own, **_fields(options)
        )
    )


def _date_input(options: Options) -> str:
    wrong = [part for part in ("day", "month", "year") if options.get(part, {}).get("error")]
    made = macro("date_input", "date_input")
    own = {"wrong": wrong} if wrong else {}
    legend = options["fieldset"]["legend"]["text"]
    html = made(options["id"], legend, **options.get("values", {}), **own, **_fields(options))
    # Theirs are named without a prefix unless one is asked for, ours never.
    return str(html).replace(f'name="{options["id"]}_', 'name="')


def _details(options: Options) -> str:
    source = (
        '{% from "parts/details.html" import details %}'
        "{% call details(summary, open=open, id=id) %}{{ text }}{% endcall %}"
    )
    text = options.get("text") or Markup(options["html"])  # noqa: S704 - a fixture
    open_ = options.get("open", False)
    return called(
        source,
        {"summary": options["summaryText"], "open": open_, "id": options.get("id"), "text": text},
    )


def _error_message(options: Options) -> str:
    html = macro("error_message", "error_message")(options["text"], "x")
    return str(html).replace(' id="x"', "").replace('<p id="x" ', "<p ")


def _error_summary(options: Options) -> str:
    errors = [(_said(one), one.get("href")) for one in options["errorList"]]
    autofocus = not options.get("disableAutoFocus", False)
    return str(macro("error_summary", "error_summary")(errors, options["titleText"], autofocus))


def _fieldset(options: Options) -> str:
    source = (
        '{% from "parts/fieldset.html" import fieldset %}'
        "{% call fieldset(legend, describedby) %}{% endcall %}"
    )
    return called(
        source, {"legend": options["legend"]["text"], "describedby": options.get("describedBy")}
    )


def _hint(options: Options) -> str:
    return str(macro("hint", "hint")(_said(options), "x")).replace('id="x" ', "")


def _input(options: Options) -> str:
    width = options.get("classes", "").removeprefix("govuk-input--width-")
    own = _own(
        options,
        "value",
        "id",
        "type",
        "inputmode",
        "autocomplete",
        "spellcheck",
        "autocapitalize",
        "disabled",
    )
    made = macro("text_input", "text_input")
    return str(
        made(_name(options), options["label"]["text"], width=width, **own, **_fields(options))
    )


def _inset_text(options: Options) -> str:
    return str(macro("inset", "inset")(_said(options)))


def _label(options: Options) -> str:
    return str(macro("label", "label")(options["text"], options["for"]))


def _notification_banner(options: Options) -> str:
    source = (
        '{% from "parts/notification.html" import notification %}'
        '{% call notification(kind, title) %}<p class="govuk-notification-banner__heading">'
        "{{ text }}</p>{% endcall %}"
    )
    kind = options.get("type", "important")
    return called(
        source, {"kind": kind, "title": options.get("titleText"), "text": options["text"]}
    )


def _pagination(options: Options) -> str:
    items = [(one["number"], one["href"], one.get("current", False)) for one in options["items"]]
    return str(
        macro("pagination", "pagination")(
            options["previous"]["href"], options["next"]["href"], items
        )
    )


def _password_input(options: Options) -> str:
    own = _own(options, "id", "autocomplete")
    made = macro("password_input", "password_input")
    return str(made(_name(options), options["label"]["text"], **own, **_fields(options)))


def _radios(options: Options) -> str:
    classes = options.get("classes", "")
    checked = [one["value"] for one in options["items"] if one.get("checked")]
    return str(
        macro("radios", "radios")(
            options["name"],
            options["fieldset"]["legend"]["text"],
            _items(options),
            options.get("value", checked[0] if checked else None),
            small="small" in classes,
            inline="inline" in classes,
            **_own(options, id="idPrefix"),
            **_fields(options),
        )
    )


def _select(options: Options) -> str:
    own = _own(options, "value", "id")
    made = macro("select", "select")
    return str(
        made(_name(options), options["label"]["text"], _items(options), **own, **_fields(options))
    )


def _skip_link(options: Options) -> str:
    return str(macro("skip_link", "skip_link")(options["text"], options["href"]))


def _summary_list(options: Options) -> str:
    rows: list[tuple[Any, ...]] = []
    for row in options["rows"]:
        acts = row.get("actions", {}).get("items", ())
        actions = [(one["text"], one["href"], one["visuallyHiddenText"]) for one in acts]
        rows.append((_said(row["key"]), _said(row["value"]), *([actions] if actions else [])))
    return str(macro("facts", "facts")(rows))


def _table(options: Options) -> str:
    head = [one["text"] for one in options.get("head", ())]
    rows = [[one["text"] for one in row] for row in options["rows"]]
    numeric = [at for at, one in enumerate(options["rows"][0]) if one.get("format") == "numeric"]
    own = _own(
        options, "caption", first_is_header="firstCellIsHeader", caption_classes="captionClasses"
    )
    return str(macro("table", "table")(head, rows, numeric=numeric, **own))


def _textarea(options: Options) -> str:
    own = _own(options, "value", "id", "rows", "spellcheck")
    made = macro("textarea", "textarea")
    return str(made(_name(options), options["label"]["text"], **own, **_fields(options)))


def _warning_text(options: Options) -> str:
    return str(macro("warning", "warning")(options["text"]))


MADE: dict[str, Callable[[Options], str]] = {
    "breadcrumbs": _breadcrumbs,
    "button": _button,
    "checkboxes": _checkboxes,
    "date-input": _date_input,
    "details": _details,
    "error-message": _error_message,
    "error-summary": _error_summary,
    "fieldset": _fieldset,
    "hint": _hint,
    "input": _input,
    "inset-text": _inset_text,
    "label": _label,
    "notification-banner": _notification_banner,
    "pagination": _pagination,
    "password-input": _password_input,
    "radios": _radios,
    "select": _select,
    "skip-link": _skip_link,
    "summary-list": _summary_list,
    "table": _table,
    "textarea": _textarea,
    "warning-text": _warning_text,
}
CASES = [
    pytest.param(path.stem, one, id=f"{path.stem}: {one['name']}")
    for path in sorted(FIXTURES.glob("*.json"))
    for one in json.loads(path.read_text("utf-8"))["fixtures"]
]


@pytest.mark.parametrize(("component", "fixture"), CASES)
def test_a_component_is_that_of_the_fixture(component: str, fixture: dict[str, Any]) -> None:
    made = MADE[component](fixture["options"])
    assert _Pieces(made).pieces == _Pieces(fixture["html"]).pieces


def test_what_no_fixture_shows_plainly() -> None:
    ticked = macro("checkboxes", "checkboxes")("a", "A", [("x", "X"), ("y", "Y")], ["y"])
    assert re.findall(r'value="(.)"( checked)?', str(ticked)) == [("x", ""), ("y", " checked")]
    quiet = macro("error_summary", "error_summary")([("A", "#a")], autofocus=False)
    assert 'data-disable-auto-focus="true"' in str(quiet)
    gap = macro("pagination", "pagination")(None, None, [(1, "/1", True), None, (9, "/9", False)])
    assert '<li class="govuk-pagination__item govuk-pagination__item--ellipsis">' in str(gap)
    assert "rel=" not in str(gap)


def test_words_are_escaped() -> None:
    typed = '"><script>'
    made = [
        str(macro("text_input", "text_input")("a", typed, typed, hint=typed, error=typed)),
        str(macro("textarea", "textarea")("a", typed, typed)),
        str(macro("radios", "radios")("a", typed, [(typed, typed)], error=typed)),
        str(macro("facts", "facts")([(typed, typed)])),
        str(macro("tag", "tag")("ours", typed)),
    ]
    assert not [html for html in made if "<script" in html]


def test_every_component_has_its_fixtures() -> None:
    assert {path.stem for path in FIXTURES.glob("*.json")} == set(MADE)


def test_fixtures_are_of_the_version_that_is_served() -> None:
    wanted = json.loads((ROOT / "look" / "package.json").read_text("utf-8"))
    version = wanted["devDependencies"]["govuk-frontend"]
    for path in FIXTURES.glob("*.json"):
        came = json.loads(path.read_text("utf-8"))["from"]
        assert came.startswith(f"govuk-frontend {version}, MIT"), path.name

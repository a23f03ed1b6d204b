# SPDX-License-Identifier: Apache-2.0
"""Renders the desk's templates by themselves: no server, no record, nobody signed in for real."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from comity.locale import LANGUAGES, Language, catalogue

ROOT: Final = Path(__file__).parents[2]
DESK: Final = ROOT / "src" / "comity" / "desk"
STATIC: Final = DESK / "static"
TEMPLATES: Final = DESK / "templates"
ADDRESS: Final = "http://desk.test"
NAMES: Final = {"en": "Director-General", "ko": "국장", "ja": "局長"}


@cache
def environment(language: Language) -> jinja2.Environment:
    """Jinja2 with the words that every template may use, in one language."""
    words = catalogue(language, "desk")

    def marked(message: str, /, **places: object) -> Markup:
        return Markup(str(escape(words.gettext(message)))).format(**places)  # noqa: S704 - escaped

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "t": words.gettext,
        "tm": marked,
        "nt": words.ngettext,
        "p": words.pgettext,
        "url": lambda name, **_places: f"/{name}",
        "static": lambda name: f"/static/{name}",
        "languages": LANGUAGES,
        "version": "0.1.0",
    }
    return made


def macro(path: str, name: str, language: Language = "en") -> Any:
    """A component, to be called as templates do."""
    return getattr(environment(language).get_template(f"parts/{path}.html").module, name)


def called(source: str, values: Mapping[str, object], language: Language = "en") -> str:
    """A template given as text, such as one that calls a component with content."""
    return environment(language).from_string(source).render(values)


def page(template: str, language: Language = "en", **values: object) -> str:
    """A whole page as an officer sees it; `values` replace what every page has."""
    return environment(language).get_template(template).render({**every_page(language), **values})


def every_page(language: Language) -> Mapping[str, object]:
    """What each page is given beside its own."""
    post = SimpleNamespace(slug="dg-asia", names=NAMES)
    return {
        "lang": language,
        "person": SimpleNamespace(sign_in="dg-asia", post=post),
        "demonstration": True,
        "keys_locked": True,
        "node_label": "KR",
        "nav": [("Comity", "/", False, None), ("Comity 2", "/dispatch/", True, 2)],
        "marking": Markup('<span lang="ko">대외비</span>'),
        "path": "/design",
        "csrf_input": Markup('<input type="hidden" name="csrfmiddlewaretoken" value="x">'),
    }

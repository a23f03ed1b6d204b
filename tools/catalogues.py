# SPDX-License-Identifier: Apache-2.0
"""Extract the messages of the code, bring the catalogues up to date, compile them.

``python -m tools.catalogues [DOMAIN…]`` writes; with ``--check`` it only says what would change.
Each domain has its folders; a new message is left empty in the .po files for a person to write.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "src" / "comity" / "locale"
LANGUAGES = ("en", "ko", "ja")
DOMAINS: dict[str, tuple[str, ...]] = {
    "comity": ("telling", "cli"),
    "demo": ("demo",),
    "desk": ("desk", "site"),
}
"""Which folders of src/comity hold the messages of each domain."""
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "gettext": None,
    "mark": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract"}
"""How the messages of a file are found, by its suffix."""
TEMPLATE_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "t": None,
    "tm": None,
    "nt": (1, 2),
    "p": ((1, "c"), 2),
}
WIDTH = 100
_NO_TIME = datetime(2023, 1, 1, tzinfo=UTC)


def extracted(domain: str) -> Catalog:
    """All messages of a domain's code, in the order of files."""
    found = _empty(None)
    for room in DOMAINS[domain]:
        folder = ROOT / "src" / "comity" / room
        for path in sorted(one for one in folder.rglob("*") if one.suffix in METHODS):
            place = path.relative_to(ROOT).as_posix()
            for _, message, comments, context in extract_from_file(
                METHODS[path.suffix],
                path,
                keywords=KEYWORDS if path.suffix == ".py" else TEMPLATE_KEYWORDS,
                comment_tags=("For translators:",),
                options={"trimmed": "true", "silent": "false"},
            ):
                found.add(
                    message,
                    locations=[(place, 0)],
                    auto_comments=comments,
                    context=context,
                )
    return found


def _empty(language: str | None) -> Catalog:
    """A catalogue without messages, and without the time of day, which would change its bytes."""
    return Catalog(
        locale=language,
        project="comity",
        charset="utf-8",
        fuzzy=False,
        creation_date=_NO_TIME,
        revision_date=_NO_TIME,
    )


def template(domain: str) -> bytes:
    """The bytes of a domain's .pot file as it ought to be."""
    return _written(extracted(domain))


def updated(domain: str, language: str) -> Catalog:
    """A catalogue with every message of the code and no other; new ones are empty."""
    path = catalogue_path(domain, language)
    old = read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else None
    new = _empty(language)
    for message in extracted(domain):
        if not message.id:
            continue
        known = old.get(message.id, message.context) if old is not None else None
        string = known.string if known is not None else None
        if not string and language == "en":
            string = message.id
        new.add(
            message.id,
            string,
            locations=message.locations,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return new


def compiled(catalog: Catalog) -> bytes:
    """The bytes of the .mo file."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def catalogue_path(domain: str, language: str) -> Path:
    """Where the .po file of a domain and language lies."""
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def wanted(domains: Iterable[str] = tuple(DOMAINS)) -> dict[Path, bytes]:
    """Every file of the catalogues with the bytes it ought to have."""
    files: dict[Path, bytes] = {}
    for domain in domains:
        if not extracted(domain):
            continue
        files[LOCALE / f"{domain}.pot"] = template(domain)
        for language in LANGUAGES:
            catalog = updated(domain, language)
            path = catalogue_path(domain, language)
            files[path] = _written(catalog)
            files[path.with_suffix(".mo")] = compiled(catalog)
    return files


def _written(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalog, width=WIDTH, sort_by_file=False, omit_header=True, include_lineno=False)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    if catalog.locale is not None:
        header += f'"Language: {catalog.locale}\\n"\n'
        header += f'"Plural-Forms: {catalog.plural_forms}\\n"\n'
    return f"# SPDX-License-Identifier: Apache-2.0\n{header}\n".encode() + out.getvalue()


def _whole(string: object) -> bool:
    return all(string) if isinstance(string, (list, tuple)) else bool(string)


def main(domains: Iterable[str], *, check: bool) -> int:
    """Write what differs, or only name it. Returns the exit code."""
    domains = tuple(domains) or tuple(DOMAINS)
    changed = [
        (path, raw)
        for path, raw in wanted(domains).items()
        if not path.exists() or path.read_bytes() != raw
    ]
    for path, raw in changed:
        sys.stderr.write(f"{path.relative_to(ROOT)}\n")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
    empty = [
        f"{language}: {message.id}"
        for domain in domains
        for language in LANGUAGES
        for message in updated(domain, language)
        if message.id and not _whole(message.string)
    ]
    if empty:
        sys.stderr.write("not yet written:\n" + "\n".join(empty) + "\n")
    return 1 if (check and changed) or empty else 0


if __name__ == "__main__":
    named = [word for word in sys.argv[1:] if word != "--check"]
    sys.exit(main(named, check="--check" in sys.argv[1:]))

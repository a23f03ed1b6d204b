# SPDX-License-Identifier: Apache-2.0
"""One family of errors: whose fault, which rule, what to do next.

Core raises them; ``node/receive`` alone turns a peer's fault into a stored finding. Bugs are
asserts and are never caught. ``code`` is a stable slug that catalogues translate for people;
``hint`` is an English sentence for engineers and logs, and never holds a secret.
"""

from __future__ import annotations

__all__ = [
    "ComityError",
    "ConfigError",
    "LogError",
    "MalformedError",
    "MissingError",
    "RuleError",
    "TrustError",
    "UnavailableError",
]


class ComityError(Exception):
    """The root of all errors that Comity raises on purpose.

    Args:
        code: stable slug, ``[a-z0-9-]+`` with optional ``/`` family, e.g. ``seen-back``.
        rule: id of the rule of spec/ that was broken, e.g. ``LOG-4``.
        hint: one English sentence: what was found and what is expected. It may quote what a
            peer has written: whatever would begin a line or steer a terminal is escaped here.
    """

    def __init__(self, code: str, rule: str, hint: str) -> None:
        hint = _in_one_line(hint)
        super().__init__(code, rule, hint)
        self.code = code
        self.rule = rule
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.code} ({self.rule}): {self.hint}"


def _in_one_line(text: str) -> str:
    """The text with every character that can't be printed in a line written as an escape."""
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text
    )


class MalformedError(ComityError):
    """Bytes or values that are not of the form the rules demand."""


class RuleError(ComityError):
    """Well formed, but not allowed: refused for ever, no later arrival can cure it."""


class LogError(ComityError):
    """A gap, fork or mismatch between logs, with the entries that prove it."""

    def __init__(self, code: str, rule: str, hint: str, proof: tuple[str, ...] = ()) -> None:
        super().__init__(code, rule, hint)
        self.proof = proof


class MissingError(ComityError):
    """What an entry builds on is not here yet: not stored, receipted as missing (LOG-10).

    Args:
        missing: (party, number, hash) of each absent entry, in the order found, never empty.
    """

    def __init__(self, missing: tuple[tuple[str, int, str], ...]) -> None:
        names = ", ".join(f"{party}:{number}" for party, number, _ in missing)
        super().__init__("missing", "LOG-10", f"entries not here yet: {names}")
        self.missing = missing


class TrustError(ComityError):
    """A key, signature or certificate that does not hold."""


class UnavailableError(ComityError):
    """Something outside does not answer now.

    Args:
        retry_after_s: seconds after which another try makes sense, ≥ 0.
    """

    def __init__(self, code: str, rule: str, hint: str, retry_after_s: int = 60) -> None:
        super().__init__(code, rule, hint)
        self.retry_after_s = retry_after_s


class ConfigError(ComityError):
    """The operator's settings or files on this node are not as they must be."""

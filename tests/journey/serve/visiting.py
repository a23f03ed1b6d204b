# SPDX-License-Identifier: Apache-2.0
"""Somebody at a desk without a browser: keeps cookies, fills in forms, follows links."""

import re
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Self
from urllib.parse import urlencode


@dataclass(frozen=True)
class Page:
    """What came back, and to whom."""

    status: int
    headers: dict[str, str]
    text: str
    visitor: "Visitor"

    def links(self, beginning: str) -> list[str]:
        """Every address on the page that begins so, each once."""
        found = re.findall(r'href="([^"#]+)"', self.text)
        return [one for one in dict.fromkeys(map(unescape, found)) if one.startswith(beginning)]

    def hidden(self, name: str) -> str:
        """What a hidden field of a form holds."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found is not None, f"no field {name}"
        return unescape(found[1])


@dataclass
class Visitor:
    """One browser, as far as a desk can tell.

    Args:
        address: of the desk, ``http://host:port``.
    """

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def same(page: Page) -> "Visitor":
        """Whoever has got the page."""
        return page.visitor

    def get(self, path: str) -> Page:
        """The page there."""
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Page:
        """The answer to a form."""
        return self._ask("POST", path, fields)

    def send(self, form: Page, path: str, fields: dict[str, str]) -> Page:
        """The answer to the first form in the page's main part, hidden fields included."""
        main = form.text.partition("<main")[2].partition("</form>")[0]
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main)
        return self.post(path, {name: unescape(one) for name, one in hidden} | fields)

    def signed_in(self, name: str, password: str) -> Self:
        """The same, signed in."""
        form = self.get("/sign-in")
        fields = {
            "csrfmiddlewaretoken": form.hidden("csrfmiddlewaretoken"),
            "sign_in": name, "password": password, "next": "/",
        }  # fmt: skip
        answer = self.post("/sign-in", fields)
        assert answer.status == 302, f"{name} can't sign in: {answer.status}"
        return self

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> Page:
        headers = {"Origin": self.address}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={one}" for name, one in self.cookies.items())
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(HTTPConnection(self.address.removeprefix("http://"), timeout=60)) as line:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            for told in answer.headers.get_all("Set-Cookie") or ():
                self.cookies |= {name: one.value for name, one in SimpleCookie(told).items()}
            text = answer.read().decode("utf-8")
            return Page(answer.status, dict(answer.getheaders()), text, self)

# SPDX-License-Identifier: Apache-2.0
"""Hears what a browser complains of while a test looks at the page: nothing goes unnoticed."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError


@dataclass
class Watch:
    """What went wrong in the browser: script errors, policy violations, failed requests.

    A refused inline style or script is told on the console, so it is heard here too.
    """

    troubles: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    _expected: set[int] = field(default_factory=set)

    def follow(self, context: BrowserContext) -> None:
        """Listen to every page of a context, those that open later too."""
        context.on("console", self._console)
        context.on("weberror", self._script)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def expect(self, *statuses: int) -> None:
        """The test provokes answers of these HTTP statuses."""
        self._expected |= set(statuses)

    def settle(self) -> list[str]:
        """What has gone wrong since the last time; then all is forgotten."""
        troubles, self.troubles = self.troubles, []
        self._expected, self.statuses = set(), []
        return troubles

    def _console(self, message: ConsoleMessage) -> None:
        # A failed answer is judged by its status, below.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.troubles.append(f"{message.type}: {message.text} {message.location}")

    def _script(self, error: WebError) -> None:
        self.troubles.append(f"script: {error.error}")

    def _failed(self, request: Request) -> None:
        # A page that is left drops what it was still waiting for; that is no failure.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.troubles.append(f"{request.failure}: {request.method} {request.url}")

    def _answered(self, response: Response) -> None:
        self.statuses.append(response.status)
        if response.status >= 400 and response.status not in self._expected:
            request = response.request
            self.troubles.append(f"{response.status}: {request.method} {request.url}")

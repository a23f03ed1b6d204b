# SPDX-License-Identifier: Apache-2.0
"""What other sides or other hands have made stops no calendar, and makes it tell no secret."""

import logging
from typing import Any

import pytest
from django.urls import reverse

from comity.core.errors import ConfigError
from comity.desk.calendar import feed
from comity.home import feeds
from comity.home.models import Person
from comity.home.reading import Reader
from tests.desk.capitals import Capitals, Visitor
from tests.desk.dates.test_pages import DAY, SEARCH, WINDOW


def find(capitals: Capitals, visitor: Visitor, **more: Any) -> Any:
    path = reverse("find-dates", kwargs={"channel": capitals.channel, "meeting": "round-12"})
    return visitor.client.post(path, {**SEARCH, **more}, secure=True)


def test_a_zone_that_only_another_side_knows_stops_no_search(
    capitals: Capitals, officer: Visitor
) -> None:
    """SUBJ-4: no zone file is read of a body; so this machine need not know what it names."""
    capitals.agree({DAY: {**WINDOW, "zone": "Asia/Nowhere"}})
    page = officer.read("find-dates", channel=capitals.channel, meeting="round-12")
    assert "Asia/Nowhere" not in page
    assert find(capitals, officer).status_code == 200
    assert find(capitals, officer, zone="Asia/Nowhere").status_code == 400


def test_the_secret_of_a_feed_is_in_no_log(
    capitals: Capitals,
    officer: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """HOME-43: "only its digest is kept", also where the page fails."""

    def fail(_: object) -> None:
        raise ConfigError("draft-unreadable", "HOME-13", "changed by other hands")

    monkeypatch.setattr(feed, "holds_of", fail)
    monkeypatch.setattr(logging.getLogger("django"), "propagate", True)
    officer.client.raise_request_exception = False
    secret = feeds.make_feed(
        Reader(Person.objects.get(sign_in="officer"), capitals.kr, approvals=0)
    )
    answer: Any = officer.client.get(reverse("feed", kwargs={"secret": secret}), secure=True)
    assert answer.status_code == 500
    assert "/feed/" in caplog.text
    assert secret not in caplog.text

# SPDX-License-Identifier: Apache-2.0
"""Addresses of what is proposed, answered and stated."""

from __future__ import annotations

from django.urls import path

from comity.desk.moves.answering import answer
from comity.desk.moves.choosing import choose
from comity.desk.moves.proposing import propose
from comity.desk.moves.stating import state

__all__ = ["urlpatterns"]

_HERE = "dialogues/<str:channel>/"

urlpatterns = [
    path(f"{_HERE}propose/", choose, name="propose"),
    path(f"{_HERE}propose/<path:matter>", propose, name="propose-item"),
    path(f"{_HERE}answer/<str:party>/<int:number>/<int:index>/", answer, name="answer"),
    path(f"{_HERE}state/<path:matter>", state, name="state"),
]

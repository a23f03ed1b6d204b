# SPDX-License-Identifier: Apache-2.0
"""Addresses of facts."""

from __future__ import annotations

from django.urls import path

from comity.desk.facts.computing import compute_fact
from comity.desk.facts.fact import chart, fact_page, table

__all__ = ["urlpatterns"]

_HERE = "dialogues/<str:channel>/facts/<str:fact>/"

urlpatterns = [
    path(_HERE, fact_page, name="fact"),
    path(f"{_HERE}compute/", compute_fact, name="fact-compute"),
    path(f"{_HERE}<str:party>/<int:number>/<int:index>/chart.svg", chart, name="fact-chart"),
    path(f"{_HERE}<str:party>/<int:number>/<int:index>/table.csv", table, name="fact-table"),
]

# SPDX-License-Identifier: Apache-2.0
"""Measures, ``measure/<id>``: a law, control or pressure of a third party, what each side releases
of its interests in it, and what is said about it, by whom, to whom, when.

Delivery and reply are each side's own word; whether a step was taken is never decided.
"""

from __future__ import annotations

from comity.subjects.measures.bodies import (
    Delivery,
    Interests,
    Listed,
    Measure,
    Plan,
    Reply,
    Step,
    Whose,
)
from comity.subjects.measures.sight import ROUTES, MeasureState, MeasureView, view

__all__ = [
    "ROUTES",
    "Delivery",
    "Interests",
    "Listed",
    "Measure",
    "MeasureState",
    "MeasureView",
    "Plan",
    "Reply",
    "Step",
    "Whose",
    "view",
]

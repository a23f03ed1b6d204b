# SPDX-License-Identifier: Apache-2.0
"""The address of the question."""

from __future__ import annotations

from django.urls import path

from comity.desk.news.poll import answer_poll

__all__ = ["urlpatterns"]

urlpatterns = [path("news", answer_poll, name="news")]

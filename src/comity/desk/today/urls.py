# SPDX-License-Identifier: Apache-2.0
"""The address of Today: that of the desk."""

from __future__ import annotations

from django.urls import path

from comity.desk.today.today import today_page

__all__ = ["urlpatterns"]

urlpatterns = [path("", today_page, name="today")]

# SPDX-License-Identifier: Apache-2.0
"""The address of any item."""

from __future__ import annotations

from django.urls import path

from comity.desk.items.item import item_page

__all__ = ["urlpatterns"]

urlpatterns = [path("dialogues/<str:channel>/items/<path:matter>", item_page, name="item")]

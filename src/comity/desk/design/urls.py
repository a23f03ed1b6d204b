# SPDX-License-Identifier: Apache-2.0
"""Address of the page of components."""

from __future__ import annotations

from django.urls import path

from comity.desk.design.components import show_components

__all__ = ["urlpatterns"]

urlpatterns = [path("design", show_components, name="design")]

# SPDX-License-Identifier: Apache-2.0
"""The address of the story."""

from __future__ import annotations

from django.urls import path

from comity.desk.story.telling import story_page

__all__ = ["urlpatterns"]

urlpatterns = [path("story", story_page, name="story")]

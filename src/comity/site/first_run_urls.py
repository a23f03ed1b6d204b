# SPDX-License-Identifier: Apache-2.0
"""The addresses of the first run; every other one waits for the desk."""

from __future__ import annotations

from django.urls import path

from comity.desk.firstrun.pages import begin, choose_language, create, enter, wait

__all__ = ["handler404", "urlpatterns"]

urlpatterns = [
    path("", begin, name="begin"),
    path("code", enter, name="enter"),
    path("node", create, name="create"),
    path("language", choose_language, name="language"),
    path("sign-in", wait, name="sign-in"),
]

handler404 = wait

# SPDX-License-Identifier: Apache-2.0
"""Addresses of the account."""

from __future__ import annotations

from django.urls import path

from comity.desk.account.first import choose_own
from comity.desk.account.own import account
from comity.desk.account.signing_in import choose_language, sign_in, sign_out

__all__ = ["urlpatterns"]

urlpatterns = [
    path("sign-in", sign_in, name="sign-in"),
    path("sign-out", sign_out, name="sign-out"),
    path("language", choose_language, name="language"),
    path("account", account, name="account"),
    path("account/password", choose_own, name="own-password"),
]

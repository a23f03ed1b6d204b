# SPDX-License-Identifier: Apache-2.0
"""The language is switched on a page with a form, and what was typed into it stays.

The language buttons of such a page send its own form; it comes back in the other language as what
is kept over the sign-in page does (`keeping`). Rule: DESK-35.
"""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect

from comity.desk.account.keeping import SWITCH, keep, put_kept
from comity.desk.requests import DeskRequest
from comity.locale import LANGUAGES, catalogue

__all__ = ["speak", "switch"]


def speak(request: DeskRequest, wanted: str) -> None:
    """From now on in that language: the person's own, or that of this browser.

    What is no language of the desk changes nothing.
    """
    for language in LANGUAGES:
        if language != wanted:
            continue
        request.voice = replace(request.voice, words=catalogue(language, "desk"))
        if request.person is None:
            request.language_kept = language
        else:
            request.person.language = language
            request.person.save(update_fields=["language"])


def switch(request: DeskRequest) -> HttpResponse:
    """Back to the page in the language asked for, with what was typed; nothing else is done."""
    assert request.person is not None, "a page with a form is for whoever is signed in"
    put_kept(request, keep(request), request.person)
    speak(request, request.POST.get(SWITCH, ""))
    return HttpResponseRedirect(request.get_full_path())

# SPDX-License-Identifier: Apache-2.0
"""A figure computed from a table that somebody brings: checked, computed, drafted as a proposal.

What comes of a table that can't be read is said by name, and nothing of it is kept.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import MalformedError
from comity.core.ids import ChannelId, Matter
from comity.core.ids import matter as checked_matter
from comity.desk.account.keeping import take_kept
from comity.desk.forms.fields import (
    KEY,
    ChoiceField,
    DayField,
    LineField,
    NumberField,
    WordsField,
)
from comity.desk.forms.shown import shown_form
from comity.desk.items.index import index_of, item_title, title_of
from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found, page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import marking_of
from comity.home import door
from comity.home.roles import Power
from comity.locale import mark
from comity.node.moves import Proposal
from comity.node.sign import attach
from comity.subjects import write_body
from comity.subjects.facts import (
    Computation,
    Fact,
    Parameters,
    Source,
    Table,
    check_parameters,
)
from comity.subjects.fields import NAME_CHARS_MAX
from comity.telling.faults import told_of
from comity.telling.voice import Voice
from comity.workbench.figures import METHOD, VERSION, compute, read_table
from comity.workbench.figures.tables import BYTES_MAX

__all__ = ["ComputeForm", "compute_fact"]

_PRODUCTS_CHARS_MAX: Final = 400


class ComputeForm(forms.Form):
    """What a figure is to be computed for, from which table, and where that is from."""

    title = WordsField(mark("What the figure is about"))
    third = WordsField(mark("The third country, as the source calls it"))
    third_code = LineField(
        mark("Code of the third country in the table"), chars_max=3, hint=mark("As 156")
    )
    products = LineField(
        mark("Products"),
        chars_max=_PRODUCTS_CHARS_MAX,
        hint=mark("HS codes of six digits, as 811292, 250490"),
    )
    year = NumberField(mark("Year"), 1900, 2199)
    flow = ChoiceField(
        mark("Which way"),
        {"imports": mark("what the sides buy from it"), "exports": mark("what they sell to it")},
    )
    source_title = WordsField(mark("Source: title, with its version"))
    publisher = WordsField(mark("Source: published by"))
    source_day = DayField(mark("Source: published on"), required=False)
    place = LineField(mark("Source: address or number"), required=False)
    licence = LineField(mark("Source: licence"), required=False, chars_max=NAME_CHARS_MAX)
    statement = WordsField(mark("What is to be said of it"), required=False, lines=True)

    known: ClassVar[dict[str, str]] = {"kr": "410", "jp": "392"}
    """Codes that BACI has for parties, to begin with."""

    def __init__(self, data: QueryDict | None, voice: Voice, parties: tuple[str, ...]) -> None:
        """A form, bound to what was sent; with a field for the country of each party."""
        super().__init__(data, initial={"flow": "imports"})
        self.voice, self.parties = voice, parties
        for code in parties:
            told = voice.words.gettext("Code of {side} in the table", side=voice.side(code))
            self.fields[f"country_{code}"] = LineField(told, chars_max=3)
            self.initial[f"country_{code}"] = self.known.get(code.partition("-")[0], "")

    def told(self, name: str) -> Any:
        """A cleaned value, None where it is left empty."""
        return self.cleaned_data.get(name)

    def clean(self) -> dict[str, Any]:
        """What was typed, if it can be asked of a table."""
        if not self.errors:
            try:
                check_parameters(self.parameters())
            except MalformedError as error:
                told = told_of(self.voice.words, error.code, error.hint)
                self.add_error("products", ValidationError("", "room", {"told": told}))
        return self.cleaned_data

    def parameters(self) -> Parameters:
        """For what it is to be computed."""
        typed = str(self.told("products")).replace("、", ",").replace("，", ",")
        products = tuple(one for one in typed.replace(",", " ").split() if one)
        flow: Any = self.told("flow")
        return Parameters(
            {code: str(self.told(f"country_{code}")).upper() for code in self.parties},
            str(self.told("third_code")).upper(),
            products,
            self.told("year"),
            flow,
        )

    def source(self) -> Source:
        """Where the table is from."""
        return Source(
            self.told("source_title"), self.told("publisher"), self.told("source_day"),
            self.told("place"), self.told("licence"), None,
        )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Power.DRAFT)
def compute_fact(request: DeskRequest, channel: str, fact: str) -> HttpResponse:
    """The form; what is computed becomes a draft at home, and its page is shown. DESK-3."""
    here = channel_named(request, channel)
    if not KEY.fullmatch(fact):
        return not_found(request)
    item = checked_matter(f"fact/{fact}")
    posted = request.method == "POST"
    sent = request.POST if posted else take_kept(request)
    with request.house.node.channels.hold(here) as held:
        parties = tuple(str(code) for code in held.channel.parties)
    brought = request.FILES.get("table") if posted else None
    form = ComputeForm(sent, request.voice, parties)
    fault = ""
    if posted and not isinstance(brought, UploadedFile):
        fault = request.voice.words.gettext("Choose the table")
    elif isinstance(brought, UploadedFile) and form.is_valid():
        try:
            draft = _drafted(request, here, item, form, brought)
        except MalformedError as error:
            told = told_of(request.voice.words, error.code, error.hint)
            where = error.hint.partition(":")[0] if error.hint.startswith("row ") else ""
            fault = f"{told} ({where})" if where else told
        else:
            return HttpResponseRedirect(draft)
    return _page(request, here, item, form, fault)


def _drafted(
    request: DeskRequest, channel: ChannelId, item: Matter, form: ComputeForm, file: Any
) -> str:
    """The page of the draft that proposes the figure.

    Raises:
        MalformedError: as `read_table` and `compute`; nothing was kept then.
    """
    if (file.size or 0) > BYTES_MAX:
        raise MalformedError("table/size", "FIG-1", f"at most {BYTES_MAX} bytes")
    raw = file.read()
    trade, asked = read_table(raw), form.parameters()
    results = compute(trade, asked)
    digest = attach(request.house.node, channel, raw)
    made = Computation(
        METHOD, VERSION, asked, form.told("third"), Table(digest, len(raw), trade.rows), results
    )
    fact = Fact(form.told("title"), form.told("statement"), form.source(), made)
    move = Proposal({item: write_body(item, "offer", fact)}, (digest,))
    return reverse("draft", kwargs={"draft": door.draft(request.reader, channel, move).pk})


def _page(
    request: DeskRequest, channel: ChannelId, item: Matter, form: ComputeForm, fault: str
) -> HttpResponse:
    voice, index = request.voice, index_of(request, channel)
    shown = shown_form(voice, form)
    tops = [one for one in shown.faults if one[0] != fault]
    if fault:
        tops.insert(0, (fault, "#table"))
    known = item in index.standings
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, channel),
        "marking": marking_of(voice, index.rooms),
        "item": item_title(voice, index, item) if known else "",
        "item_href": reverse("fact", kwargs={"channel": channel, "fact": item.split("/")[1]})
        if known
        else "",
        "form": shown,
        "faults": tops,
        "fault": fault,
        "bytes_max": BYTES_MAX,
    }
    posted = request.method == "POST"
    status = HTTPStatus.BAD_REQUEST if posted else HTTPStatus.OK
    return show(request, "facts/compute.html", values, status=status)

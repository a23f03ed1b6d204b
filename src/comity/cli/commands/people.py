# SPDX-License-Identifier: Apache-2.0
"""`comity people …`: who works at this node. For the operator, who has its folder (HOME-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from comity.cli.commands.organs import add_organ, admit_organ, set_organ, withdraw_organ
from comity.cli.dossier import done, names_in, open_dossier
from comity.cli.frame import Page, Pages, examples
from comity.core.errors import RuleError
from comity.locale import Catalogue, mark
from comity.telling.names import find_channel, read_names

if TYPE_CHECKING:
    from comity.home.models import AuditLine

__all__ = [
    "activate_person",
    "add_person",
    "add_post",
    "admit_post",
    "deactivate_person",
    "list_people",
    "register",
    "set_password",
    "set_roles",
    "tell_audit",
    "withdraw_post",
]

LINES_DEFAULT: Final = 50

_PEOPLE: Final = mark("People")
_SIGN_IN: Final = mark("The name by which the person signs in: a-z, 0-9 and -.")
_POST: Final = mark("The short name of the post.")
_DIALOGUE: Final = mark("Its name here, or its id's beginning.")
_ROLES: Final = mark(
    "observer, drafter, approver, signer, duty-officer; or administrator, which goes with no other."
)


def register(app: typer.Typer) -> None:
    """Add the group and its commands."""
    group = typer.Typer(
        cls=Pages,
        rich_markup_mode="rich",
        help=mark(
            "Say who works at this node: posts, people, what they may do and know.\n\n"
            "From the first person on, whatever reads or signs the record names one with --person. "
            "A new password is taken from --password-file or COMITY_PASSWORD_NEW, or asked for."
        ),
        epilog=examples(
            'comity people add-organ foreign --name "en=Ministry of Foreign Affairs"',
            'comity people add-post asia-1 --organ foreign --name "en=Director, Asia Division 1"',
            "comity people add kr-signer --at asia-1 --role signer",
            "comity people admit asia-1 economic",
            title=mark("In this order:"),
        ),
    )
    for name, call, text in (
        ("list", list_people, mark("List posts, people, and what each post may know of.")),
        ("add-post", add_post, mark("Add a post: an office, which others see in place of names.")),
        ("add", add_person, mark("Add a person.")),
        ("roles", set_roles, mark("Give a person these roles instead of those before.")),
        ("password", set_password, mark("Give a person a new password.")),
        ("admit", admit_post, mark("Let a post know of a dialogue.")),
        ("withdraw", withdraw_post, mark("Let a post know of a dialogue no longer.")),
        ("add-organ", add_organ, mark("Add an organ: a body to which posts belong.")),
        ("set-organ", set_organ, mark("Let a post belong to another organ, or to none.")),
        ("admit-organ", admit_organ, mark("Let every post of an organ know of a dialogue.")),
        ("withdraw-organ", withdraw_organ,
         mark("Let the posts of an organ know of a dialogue no longer.")),
        ("deactivate", deactivate_person, mark("Let a person in no longer.")),
        ("activate", activate_person, mark("Let a person in again.")),
        ("audit", tell_audit, mark("Tell who did what, and check that the log is whole.")),
    ):  # fmt: skip
        group.command(name, cls=Page, help=text)(call)
    app.add_typer(group, name="people", rich_help_panel=_PEOPLE)


def list_people(context: typer.Context) -> None:
    """List posts and people."""
    with open_dossier(context) as (session, here, _):
        from comity.home.admissions import channels_of
        from comity.home.models import Post

        names = read_names(here.config.names)
        words = session.words
        voice = session.voice(here.config.party)
        given: list[dict[str, Any]] = []
        rows = Post.objects.select_related("organ").prefetch_related("people")
        for post in rows.order_by("organ__slug", "slug"):
            people = sorted(post.people.all(), key=lambda one: one.sign_in)
            channels = sorted(channels_of(post.pk))
            given.append(
                {
                    "post": post.slug,
                    "names": post.names,
                    "organ": None if post.organ is None else post.organ.slug,
                    "dialogues": channels,
                    "people": [
                        {"sign_in": one.sign_in, "roles": one.roles, "active": one.active}
                        for one in people
                    ],
                }
            )
            known = voice.list(names.of(_id(one)) for one in channels)
            session.say(f"{voice.pick(post.names)} ({post.slug})")
            if post.organ is not None:
                organ = f"{voice.pick(post.organ.names)} ({post.organ.slug})"
                session.say("  " + words.gettext("of {organ}", organ=organ))
            if channels:
                session.say("  " + words.gettext("may know of: {dialogues}", dialogues=known))
            session.say(*(f"  {_person(words, one)}" for one in people))
        if not given:
            session.say(words.gettext("No post yet: “comity people add-post”."))
        session.give(given)


def _person(words: Catalogue, one: Any) -> str:
    roles = ", ".join(one.roles) or "–"
    if one.active:
        return f"{one.sign_in}: {roles}"
    return words.gettext("{person}: {roles} (let in no longer)", person=one.sign_in, roles=roles)


def _id(text: str) -> Any:
    from comity.core.ids import channel_id

    return channel_id(text)


def add_post(
    context: typer.Context,
    post: Annotated[str, typer.Argument(metavar="POST", help=_POST)],
    *,
    name: Annotated[
        list[str],
        typer.Option(
            metavar="en=TEXT",
            help=mark("Its name in a language, as en=…, ko=…, ja=…; may be given again."),
        ),
    ],
    organ: Annotated[
        str, typer.Option(metavar="ORGAN", help=mark("The short name of the organ it is of."))
    ] = "",
) -> None:
    """Add a post."""
    called = names_in("post-name", "HOME-12", name)
    with open_dossier(context) as (session, _, now):
        from comity.home import organs, people

        body = organs.find_organ(organ) if organ else None
        people.add_post(post, called, body, now)
    done(session, post=post)


def add_person(
    context: typer.Context,
    sign_in: Annotated[str, typer.Argument(metavar="NAME", help=_SIGN_IN)],
    *,
    post: Annotated[str, typer.Option("--at", metavar="POST", help=_POST)],
    role: Annotated[list[str], typer.Option(metavar="ROLE", help=_ROLES)],
    language: Annotated[
        str, typer.Option(metavar="en|ko|ja", help=mark("In which language the desk speaks."))
    ] = "",
) -> None:
    """Add a person."""
    with open_dossier(context) as (session, _, now):
        from comity.home import people

        found = people.find_post(post)
        password = session.password(new=True)
        people.add_person(sign_in, found, role, password, now, language=language)
    done(session, person=sign_in)


def set_roles(
    context: typer.Context,
    sign_in: Annotated[str, typer.Argument(metavar="NAME", help=_SIGN_IN)],
    role: Annotated[list[str], typer.Argument(metavar="ROLE…", help=_ROLES)],
) -> None:
    """Give roles."""
    with open_dossier(context) as (session, _, now):
        from comity.home import people

        people.set_roles(people.find_person(sign_in), role, now)
    done(session, person=sign_in)


def set_password(
    context: typer.Context,
    sign_in: Annotated[str, typer.Argument(metavar="NAME", help=_SIGN_IN)],
) -> None:
    """Give a new password."""
    with open_dossier(context) as (session, _, now):
        from comity.home import people

        person = people.find_person(sign_in)
        people.reset_password(person, session.password(new=True), now)
    done(session, person=sign_in)


def admit_post(
    context: typer.Context,
    post: Annotated[str, typer.Argument(metavar="POST", help=_POST)],
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
) -> None:
    """Admit a post."""
    with open_dossier(context) as (session, here, now):
        from comity.home import people

        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        people.admit(people.find_post(post), channel, now)
    done(session, post=post)


def withdraw_post(
    context: typer.Context,
    post: Annotated[str, typer.Argument(metavar="POST", help=_POST)],
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
) -> None:
    """Withdraw an admission."""
    with open_dossier(context) as (session, here, now):
        from comity.home import people

        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        people.withdraw_admission(people.find_post(post), channel, now)
    done(session, post=post)


def deactivate_person(
    context: typer.Context,
    sign_in: Annotated[str, typer.Argument(metavar="NAME", help=_SIGN_IN)],
) -> None:
    """Let in no longer."""
    with open_dossier(context) as (session, _, now):
        from comity.home import people

        people.deactivate(people.find_person(sign_in), now)
    done(session, person=sign_in)


def activate_person(
    context: typer.Context,
    sign_in: Annotated[str, typer.Argument(metavar="NAME", help=_SIGN_IN)],
) -> None:
    """Let in again."""
    with open_dossier(context) as (session, _, now):
        from comity.home import people

        people.activate(people.find_person(sign_in), now)
    done(session, person=sign_in)


def tell_audit(
    context: typer.Context,
    *,
    last: Annotated[
        int, typer.Option(min=1, max=100_000, help=mark("How many of the newest lines."))
    ] = LINES_DEFAULT,
) -> None:
    """Tell the audit log, and check it."""
    with open_dossier(context) as (session, here, now):
        from comity.home import audit

        voice = session.voice(here.config.party, now)
        lines = audit.newest(last)[::-1]
        broken = audit.check()
        told = [f"{one.n} · {voice.instant(one.at_ms)} · {_line(session.words, one)}"
                for one in lines]  # fmt: skip
        given = [
            {
                "n": one.n, "at": one.at_ms, "person": one.person, "post": one.post,
                "action": one.action, "channel": one.channel, "subject": one.subject,
                "detail": one.detail,
            }
            for one in lines
        ]  # fmt: skip
    session.give({"whole": not broken, "broken": [list(one) for one in broken], "lines": given})
    session.say(*told)
    if broken:
        places = ", ".join(f"{one.n}: {one.code}" for one in broken[:20])
        raise RuleError("audit-broken", "HOME-15", places)
    session.say(session.words.gettext("The log is whole: every line follows from the one before."))


def _line(words: Catalogue, one: AuditLine) -> str:
    """One line in codes, which are the same in every language."""
    who = one.person or words.gettext("operator")
    what = " ".join(part for part in (one.action, one.subject, one.channel[:8]) if part)
    detail = " ".join(f"{name}={value}" for name, value in sorted(one.detail.items()))
    return f"{who} · {what} {detail}".rstrip()

"""Whose people a file may touch: it never takes somebody from a colleague, nor writes on a colleague's contact card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from koppelkans.core.access import Actor
from koppelkans.core.models import Message, User
from koppelkans.people.imports.fields import CONTACT
from koppelkans.people.imports.problems import Problem
from koppelkans.people.imports.reading import Line
from koppelkans.people.models import Candidate

MOST_NAMED = 50  # people in one message; of more the number is told


@dataclass(frozen=True)
class Standing:
    """For whom somebody who brings a file in stands."""

    own: frozenset[int]  # the users whose people these are: the importer and whom they cover
    house: bool = False

    @classmethod
    def of(cls, actor: Actor) -> Standing:
        """The standing of an actor."""
        return cls(actor.stands_for(), actor.is_house)

    def may_assign(self, candidate: Candidate) -> bool:
        """Whether the file may say whose person this is: one's own, or nobody's yet."""
        return candidate.owner_id is None or candidate.owner_id in self.own

    def may_write_card(self, candidate: Candidate, line: Line) -> bool:
        """Whether the contact columns count: for one's own people, for nobody's, and a command may name the owner."""
        named = None if "owner_id" in line.given else line.profile.get("owner_id")
        return self.may_assign(candidate) or (self.house and named == candidate.owner_id)

    def faults(
        self, line: Line, candidate: Candidate, profile: dict[str, object], contact: dict[str, str]
    ) -> list[Problem]:
        """What this line would do to a colleague's person and may not."""
        found = []
        if "owner_id" in profile and not self.may_assign(candidate):
            found.append(Problem(line.row, line.columns["owner"], line.owner_text, "colleague_owner"))
        if contact and not self.may_write_card(candidate, line):
            fields = [code for code, name in CONTACT.items() if name in contact and code in line.columns]
            # the value is left out: what is wrong is whose card it is
            found.append(Problem(line.row, line.columns[fields[0]] if fields else "", "", "colleague_card"))
        return found


def tell(given: dict[int, list[str]], *, by: Actor, now: datetime) -> None:
    """Tell those who got people from a file by somebody else, by pseudonym."""
    users = User.objects.in_bulk(given)
    Message.objects.bulk_create(_message(users[owner], people, by, now) for owner, people in sorted(given.items()))


def _message(to: User, people: list[str], by: Actor, now: datetime) -> Message:
    count = len(people)
    named = people[:MOST_NAMED]
    with translation.override(to.language):
        if count > len(named):
            named = [*named, _("en nog %(count)d") % {"count": count - len(named)}]
        subject = ngettext("Je hebt een nieuwe kandidaat", "Je hebt %(count)d nieuwe kandidaten", count)
        body = _(
            "%(who)s heeft uit een bestand op jouw naam gezet:\n\n%(people)s\n\nBekijk ze in Koppelkans: %(url)s\n"
        )
        words = {"who": by.name, "people": "\n".join(named), "url": settings.SITE_URL}
        return Message(to=to.email, subject=subject % {"count": count}, body=body % words, written_at=now)

"""Who decides about somebody: checked, and the person locked, before anything about them is read or changed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.models import User
from koppelkans.core.refusal import Reason, Refused, refuse_if
from koppelkans.core.roles import May
from koppelkans.people.models import Candidate
from koppelkans.people.rules import against_decider


def held_by_decider(candidate: Candidate, *, by: Actor) -> tuple[Candidate, User]:
    """The person as they are now, locked until the transaction ends, and the user who decides about them.

    Raises Closed, Unknown or Refused; call it within a transaction.
    """
    by.require_in(May.DECIDE, candidate.municipality_id)
    if by.user is None:
        raise Refused([Reason("no-name", _("Alleen een mens kan beslissen."))])
    list(Candidate.objects.select_for_update().filter(pk=candidate.pk).values_list("pk"))
    now = Candidate.objects.select_related("subject", "owner").get(pk=candidate.pk)
    refuse_if(against_decider(now, by))
    return now, by.user

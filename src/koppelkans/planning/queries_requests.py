"""Questions about requests: who may take one up, which there are, and which one waits for whom."""

from __future__ import annotations

from datetime import date

from django.db.models import Model, Q, QuerySet

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import TargetGroup, User
from koppelkans.core.queries.users import held_on
from koppelkans.core.roles import ROLES, May
from koppelkans.funds.models import Fund
from koppelkans.planning import queries
from koppelkans.planning.models import Request, Round
from koppelkans.planning.queries import ROUND_BIG
from koppelkans.supply.models import Employer, Place, Run

# who may change the thing that a bottleneck is about
OPENED_BY = {
    "run_seats": May.EDIT_RUNS,
    "run_minimum": May.EDIT_RUNS,
    "place": May.EDIT_PLACES,
    "mentors": May.EDIT_PLACES,
    "fund": May.EDIT_MONEY,
    "guarantee": May.EDIT_MONEY,
    "fairness": May.EDIT_PROGRAMMES,
}
THINGS: dict[str, tuple[type[Model], str]] = {
    "run_seats": (Run, "code"),
    "run_minimum": (Run, "code"),
    "place": (Place, "code"),
    "mentors": (Employer, "organisation__code"),
    "fund": (Fund, "code"),
    "guarantee": (Fund, "code"),
    "fairness": (TargetGroup, "code"),
}
EVERYWHERE = Q(municipality=None, organisation=None)


def is_there(kind: str, thing: str) -> bool:
    """Whether there is such a thing to ask about."""
    if kind not in THINGS:
        return False
    model, field = THINGS[kind]
    return model._default_manager.filter(**{field: thing}).exists()


def owners_for(kind: str, thing: str, today: date) -> QuerySet[User]:
    """Who can do something about a bottleneck: whoever may edit the thing, by a role of today."""
    permission = OPENED_BY.get(kind)
    if permission is None:
        return User.objects.none()
    roles = [code for code, role in ROLES.items() if permission in role.may]
    grants = held_on(today).filter(EVERYWHERE | _within(kind, thing), role__in=roles)
    return User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("name", "pk")


def _within(kind: str, thing: str) -> Q:
    """The roles within an organisation or a municipality that reach this thing."""
    if kind in ("run_seats", "run_minimum"):
        return Q(organisation__in=Run.objects.filter(code=thing).values("provider"))
    employers = Employer.objects.none()
    if kind == "place":
        employers = Employer.objects.filter(pk__in=Place.objects.filter(code=thing).values("employer"))
    elif kind == "mentors":
        employers = Employer.objects.filter(organisation__code=thing, organisation__kind="employer")
    employer = employers.select_related("organisation").first()
    if employer is None:
        return Q(pk=None)
    municipality = employer.organisation.municipality_id
    near = Q(municipality=municipality) if municipality else Q(municipality__isnull=False)
    return Q(organisation=employer.pk) | near


def visible_to(actor: Actor) -> QuerySet[Request]:
    """The requests somebody has to do with: as the owner, as who asked, or by seeing the round."""
    own = Q(owner=actor.user) | Q(asked_by=actor.user) if actor.user else Q()
    if actor.is_house:
        own = Q()
    elif actor.may(May.SEE_ROUNDS):
        own |= Q(round__in=queries.rounds_visible_to(actor).values("pk"))
    rows = Request.objects.filter(own).select_related("round", "owner", "asked_by")
    return rows.defer(*ROUND_BIG).order_by("due_on", "pk")


def find(key: int, actor: Actor) -> Request:
    """The request, or Unknown where there is none for this actor."""
    found = visible_to(actor).filter(pk=key).first()
    if found is None:
        raise Unknown(key)
    return found


def of_round(round_: Round, actor: Actor) -> QuerySet[Request]:
    """The requests that were made from a round."""
    return visible_to(actor).filter(round=round_)


def waiting_for(actor: Actor) -> QuerySet[Request]:
    """The requests that this person still has to answer."""
    return visible_to(actor).filter(owner=actor.user, state=Request.State.OPEN)

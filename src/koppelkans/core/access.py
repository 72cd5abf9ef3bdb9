"""What somebody may do, and where: an Actor is a user with the grants of today; actions and queries ask it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from koppelkans.core.models import Cover, Grant, Municipality, Organisation, User
from koppelkans.core.roles import ROLES, May, Role, Scope


class Closed(Exception):
    """The role does not open this: the door answers 403."""


class Unknown(Exception):
    """To this actor the thing does not exist: the door answers 404."""


@dataclass(frozen=True)
class Held:
    """A role somebody holds today, and within what (none of both: the region)."""

    role: type[Role]
    municipality: Municipality | None = None
    organisation: Organisation | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with roles, or the house itself (a command, a job), that may do everything."""

    user: User | None
    held: tuple[Held, ...] = ()
    what: str = ""  # what acts, when nobody does
    covers: frozenset[int] = field(default_factory=frozenset)  # ids of users this one stands in for today

    @property
    def name(self) -> str:
        """The name for the trail."""
        return str(self.user) if self.user else self.what

    @property
    def is_house(self) -> bool:
        """Whether a command or job acts, not a person."""
        return self.user is None and bool(self.what)

    def roles(self) -> str:
        """The codes of the roles, for the trail."""
        return ",".join(sorted({held.role.code for held in self.held}))[:40]

    def may(self, permission: May) -> bool:
        """Whether some role of today opens this somewhere."""
        return self.is_house or any(permission in held.role.may for held in self.held)

    def require(self, permission: May) -> None:
        """Raise Closed where no role opens this."""
        if not self.may(permission):
            raise Closed(permission)

    def everywhere(self, permission: May) -> bool:
        """Whether this is open in the whole region."""
        return self.is_house or any(
            permission in held.role.may and held.municipality is None and held.organisation is None
            for held in self.held
        )

    def municipalities(self, permission: May) -> frozenset[str]:
        """The codes of the municipalities in which this is open by a role there (see also `everywhere`)."""
        return frozenset(
            held.municipality.code for held in self.held if held.municipality and permission in held.role.may
        )

    def organisations(self, permission: May) -> frozenset[int]:
        """The ids of the organisations for which this is open by a role there."""
        return frozenset(
            held.organisation.pk for held in self.held if held.organisation and permission in held.role.may
        )

    def require_in(self, permission: May, municipality: str | None) -> None:
        """Raise Closed where no role opens this at all, Unknown where not in this municipality."""
        self.require(permission)
        if not self.everywhere(permission) and municipality not in self.municipalities(permission):
            raise Unknown(permission)

    def within(self, permission: May, field_name: str = "municipality") -> Q:
        """A condition on rows with a municipality: those this permission reaches."""
        if self.everywhere(permission):
            return Q()
        return Q(**{f"{field_name}__in": self.municipalities(permission)})

    def stands_for(self) -> frozenset[int]:
        """The ids of the users whose own people these are: the user and whom they cover today."""
        return frozenset({self.user.pk}) | self.covers if self.user else frozenset()


def actor_of(user: User, today: date) -> Actor:
    """The actor of a user who is logged in, with the grants and covers of today."""
    grants = (
        Grant.objects.filter(user=user, since__lte=today)
        .filter(Q(until=None) | Q(until__gte=today))
        .select_related("municipality", "organisation")
    )
    covers = Cover.objects.filter(stand_in=user, since__lte=today, until__gte=today).values_list("absent_id", flat=True)
    held = tuple(
        Held(ROLES[grant.role], grant.municipality, grant.organisation) for grant in grants if grant.role in ROLES
    )
    return Actor(user, held, covers=frozenset(covers))


def house(what: str) -> Actor:
    """The house itself: a command or a job, by name."""
    return Actor(None, what=what)


def scope_faults(role: type[Role], municipality: Municipality | None, organisation: Organisation | None) -> list[str]:
    """Why a role cannot be granted within this: codes, empty when it can."""
    scope = Scope.MUNICIPALITY if municipality else Scope.ORGANISATION if organisation else Scope.REGION
    return [] if scope in role.scopes else [f"scope-{scope}"]


def visible_codes(codes: Iterable[str], actor: Actor, permission: May) -> list[str]:
    """Those municipality codes in which this permission is open."""
    if actor.everywhere(permission):
        return list(codes)
    return [code for code in codes if code in actor.municipalities(permission)]

"""What waits for somebody, by what they may do: counts with a link, each from one question to the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from koppelkans.core import terms
from koppelkans.core.access import Actor
from koppelkans.core.queries.users import users, waiting_invitations
from koppelkans.core.roles import May
from koppelkans.funds import queries as money
from koppelkans.journeys import queries_caseload as journeys
from koppelkans.journeys import queries_guiding as guiding
from koppelkans.journeys import queries_promises as promises
from koppelkans.journeys import queries_safety as safety
from koppelkans.journeys.models import Consent
from koppelkans.journeys.queries_signals import raised
from koppelkans.journeys.queries_steps import waiting_for
from koppelkans.journeys.waits import Waits
from koppelkans.people import queries as people
from koppelkans.people.models import Holding, Import
from koppelkans.people.states import Status
from koppelkans.planning import queries_requests as requests
from koppelkans.planning.models import Round
from koppelkans.privacy import queries as privacy
from koppelkans.supply import queries as supply

SOON = timedelta(days=30)
FULL = Q(free=0, waits__gt=0)


@dataclass(frozen=True)
class Wait:
    """So many of something, and where to go for it."""

    number: int
    words: Any  # of one and of many: waits for the number
    url: str

    @property
    def label(self) -> str:
        """What it is, of one or of many."""
        return str(self.words % self.number)


@dataclass(frozen=True)
class Section:
    """What waits of one kind of work."""

    title: str | Promise
    waits: list[Wait]

    @property
    def asked(self) -> list[Wait]:
        """Only what really waits."""
        return [wait for wait in self.waits if wait.number]


def _url(name: str, **query: str) -> str:
    return reverse(name) + (f"?{urlencode(query)}" if query else "")


def of_own_people(actor: Actor, today: date) -> Iterator[Wait]:
    """Of a case worker's own people and of those they cover for: what to ask, and what ends."""
    own = people.own_people(actor).filter(status=Status.ACTIVE, merged_into=None)
    stale = people.confirmed_before("PROFILE_STALE_DAYS", today)
    ends = Holding.objects.filter(
        candidate__in=own.values("pk"),
        until__range=(today, today + timedelta(days=terms.days("HOLDING_EXPIRES_SOON_DAYS"))),
    )
    numbers = own.aggregate(
        incomplete=Count("pk", filter=~people.complete()), stale=Count("pk", filter=stale), all=Count("pk")
    )
    yield Wait(
        numbers["incomplete"],
        ngettext_lazy("iemand van wie je nog iets moet vragen", "mensen van wie je nog iets moet vragen"),
        _people(owner="mine", freshness="incomplete"),
    )
    yield Wait(
        numbers["stale"],
        ngettext_lazy(
            "iemand van wie de gegevens lang niet zijn bevestigd", "mensen van wie de gegevens lang niet zijn bevestigd"
        ),
        _people(owner="mine", freshness="stale"),
    )
    yield Wait(
        ends.count(),
        ngettext_lazy("certificaat dat binnenkort verloopt", "certificaten die binnenkort verlopen"),
        _people(owner="mine"),
    )


def _people(**query: str) -> str:
    return _url("people:list", **query)


def of_decisions(actor: Actor, today: date) -> Iterator[Wait]:
    """Of a case worker's own people: what to decide, to tell, to talk about, and whose answer is nearly too late."""
    asked = journeys.asked_for(actor)
    yield Wait(
        journeys.waits_for_decision(actor).count(),
        ngettext_lazy("voorstel waarover je nog besluit", "voorstellen waarover je nog besluit"),
        _mine(""),
    )
    yield Wait(
        journeys.to_tell(actor).values("candidate").distinct().count(),
        ngettext_lazy("iemand met nieuws om te vertellen", "mensen met nieuws om te vertellen"),
        _mine(Waits.TELL),
    )
    yield Wait(
        journeys.to_call(actor).values("candidate").distinct().count(),
        ngettext_lazy(
            "iemand om te bellen: zegt nee of wil praten", "mensen om te bellen: zeggen nee of willen praten"
        ),
        _mine(Waits.CALL),
    )
    yield Wait(
        asked.filter(consents__answer=Consent.Answer.TALK).distinct().count(),
        ngettext_lazy("plek waarover iemand eerst wil praten", "plekken waarover iemand eerst wil praten"),
        _mine(Waits.TALK),
    )
    yield Wait(
        journeys.nearly_over(asked, today).count(),
        ngettext_lazy(
            "plek die bijna weer vrij komt zonder antwoord", "plekken die bijna weer vrij komen zonder antwoord"
        ),
        _mine(Waits.ENDS),
    )
    yield Wait(
        journeys.to_look_at_again(actor, today).count(),
        ngettext_lazy("uitgesteld besluit om weer te bekijken", "uitgestelde besluiten om weer te bekijken"),
        _mine(Waits.AGAIN),
    )


def _mine(state: str) -> str:
    return _url("planning:mine", stand=state or "mij")


def of_journeys(actor: Actor, today: date) -> Iterator[Wait]:
    """Of the journeys this actor guides: what is to do today, and what asks for attention."""
    yield Wait(
        len(guiding.to_do(actor, today)),
        ngettext_lazy("contact of taak voor vandaag", "contacten en taken voor vandaag"),
        _url("journeys:today"),
    )
    yield Wait(
        len(raised(actor, today)),
        ngettext_lazy("signaal bij een traject", "signalen bij trajecten"),
        _url("journeys:signals"),
    )
    yield Wait(
        len(waiting_for(actor)),
        ngettext_lazy("traject om over te nemen", "trajecten om over te nemen"),
        _url("journeys:list"),
    )


def of_silence(actor: Actor, today: date) -> Iterator[Wait]:
    """For who watches over the whole region: proposals that lie still, and questions that are nearly over."""
    if not actor.everywhere(May.START_ROUNDS):
        return
    silent, ends = journeys.silent_cases(actor, today)
    yield Wait(
        silent,
        ngettext_lazy(
            "voorstel dat stil ligt bij een klantmanager", "voorstellen die stil liggen bij een klantmanager"
        ),
        _url("planning:list"),
    )
    yield Wait(
        ends,
        ngettext_lazy(
            "plek die bijna weer vrij komt zonder antwoord", "plekken die bijna weer vrij komen zonder antwoord"
        ),
        _url("planning:list"),
    )


def of_imports(actor: Actor, _today: date) -> Iterator[Wait]:
    """Files of this user that are checked and not taken over yet."""
    mine = Import.objects.filter(actor.within(May.IMPORT_PEOPLE), by=actor.user)
    numbers = mine.aggregate(
        ready=Count("pk", filter=Q(status=Import.Status.READY)),
        refused=Count("pk", filter=Q(status=Import.Status.REFUSED)),
    )
    yield Wait(
        numbers["ready"],
        ngettext_lazy("bestand dat klaar is om over te nemen", "bestanden die klaar zijn om over te nemen"),
        _url("people:imports:start"),
    )
    yield Wait(
        numbers["refused"], ngettext_lazy("bestand met fouten", "bestanden met fouten"), _url("people:imports:start")
    )


def of_unowned(actor: Actor, _today: date) -> Iterator[Wait]:
    """People of the municipality without a case worker."""
    none = people.visible_to(actor).filter(actor.within(May.ASSIGN_PEOPLE), owner=None, status=Status.ACTIVE)
    yield Wait(
        none.count(), ngettext_lazy("iemand zonder klantmanager", "mensen zonder klantmanager"), _people(owner="none")
    )


def of_rounds(actor: Actor, _today: date) -> Iterator[Wait]:
    """Rounds that are being worked on, or went wrong after the last that went well."""
    rounds = Round.objects.filter(actor.within(May.SEE_ROUNDS) | Q(municipality=None))
    busy = rounds.filter(status__in=[Round.Status.QUEUED, Round.Status.RUNNING]).count()
    well = rounds.filter(status=Round.Status.DONE).order_by("-asked_at").values("asked_at")[:1]
    failed = rounds.filter(status=Round.Status.FAILED).exclude(asked_at__lte=Subquery(well)).count()
    yield Wait(busy, ngettext_lazy("ronde die nog rekent", "rondes die nog rekenen"), _url("planning:list"))
    yield Wait(failed, ngettext_lazy("ronde die is mislukt", "rondes die zijn mislukt"), _url("planning:list"))


def of_runs(actor: Actor, today: date) -> Iterator[Wait]:
    """Runs of this actor: to confirm, too few people, full with people who wait."""
    runs = supply.to_start(supply.runs_visible_to(actor), today)
    yield Wait(
        supply.stale(runs, today).count(),
        ngettext_lazy("training om te bevestigen", "trainingen om te bevestigen"),
        _offers(kind="run", stale="on"),
    )
    seats = supply.runs_with_seats(runs, today).annotate(taken=F("booked") + Coalesce(F("seats_taken"), 0))
    # those with people in them and near their first day are asked about below
    small = supply.too_small(actor, today)
    few = (
        seats.filter(Q(taken__lt=F("seats_min")), start__lte=today + SOON)
        .exclude(pk__in=small.order_by().values("pk"))
        .count()
    )
    yield Wait(
        few,
        ngettext_lazy(
            "training die binnenkort begint met te weinig mensen",
            "trainingen die binnenkort beginnen met te weinig mensen",
        ),
        _offers(kind="run"),
    )
    yield Wait(
        small.count(),
        ngettext_lazy("groep die te klein is: gaat die door?", "groepen die te klein zijn: gaan die door?"),
        _url("supply:small"),
    )
    yield Wait(
        seats.filter(FULL).count(),
        ngettext_lazy("volle training met een wachtlijst", "volle trainingen met een wachtlijst"),
        _offers(kind="run"),
    )
    almost = seats.filter(Q(free__gt=0, free__lte=2, booked__gt=0)).count()
    yield Wait(almost, ngettext_lazy("training die bijna vol is", "trainingen die bijna vol zijn"), _offers(kind="run"))


def of_places(actor: Actor, today: date) -> Iterator[Wait]:
    """Places of this actor: to confirm, full with people who wait."""
    places = supply.to_start(supply.places_visible_to(actor), today)
    yield Wait(
        supply.stale(places, today).count(),
        ngettext_lazy("plek om te bevestigen", "plekken om te bevestigen"),
        _offers(kind="place", stale="on"),
    )
    full = supply.places_with_room(places, today).filter(FULL).count()
    yield Wait(
        full, ngettext_lazy("volle plek met een wachtlijst", "volle plekken met een wachtlijst"), _offers(kind="place")
    )


def _offers(**query: str) -> str:
    return _url("supply:index", **query)


def of_money(actor: Actor, today: date) -> Iterator[Wait]:
    """Money that is about to lapse, and funds from which more was taken than there is."""
    funds = set(money.visible_to(actor).values_list("pk", flat=True))
    lapsing = money.lapsing(today).filter(fund__in=funds).count()
    over = sum(balance.room < 0 for fund, balance in money.balances(today).items() if fund in funds)
    yield Wait(
        lapsing,
        ngettext_lazy("reservering die binnenkort vervalt", "reserveringen die binnenkort vervallen"),
        _url("funds:list"),
    )
    yield Wait(
        over,
        ngettext_lazy("fonds waar meer uit is dan erin zit", "fondsen waar meer uit is dan erin zit"),
        _url("funds:list"),
    )


def of_erasure(actor: Actor, _today: date) -> Iterator[Wait]:
    """Data past its term."""
    yield Wait(
        privacy.waiting(actor).count(),
        ngettext_lazy("keer gegevens die weg mogen", "keer gegevens die weg mogen"),
        _url("privacy:erasures"),
    )


def of_users(actor: Actor, today: date) -> Iterator[Wait]:
    """Invitations that nobody took up, and users without a second factor."""
    yield Wait(
        waiting_invitations(actor).count(),
        ngettext_lazy("uitnodiging die nog openstaat", "uitnodigingen die nog openstaan"),
        _url("account:users"),
    )
    bare = users(actor, today=today).filter(Q(second_factor=False), is_active=True).count()
    yield Wait(
        bare,
        ngettext_lazy(
            "gebruiker zonder tweede stap bij het inloggen", "gebruikers zonder tweede stap bij het inloggen"
        ),
        _url("account:users"),
    )


def of_requests(actor: Actor, today: date) -> Iterator[Wait]:
    """What others ask of this actor to make a round better: still open, and past its day."""
    if not any(actor.may(permission) for permission in requests.OPENED_BY.values()):
        return
    numbers = requests.waiting_for(actor).aggregate(
        open=Count("pk", filter=Q(due_on__gte=today)), late=Count("pk", filter=Q(due_on__lt=today))
    )
    url = _url("planning:requests")
    yield Wait(numbers["late"], ngettext_lazy("vraag aan jou die te laat is", "vragen aan jou die te laat zijn"), url)
    yield Wait(numbers["open"], ngettext_lazy("vraag aan jou", "vragen aan jou"), url)


def of_safety(actor: Actor, _today: date) -> Iterator[Wait]:
    """Who wants to begin with a task with risk without proof: for the second person."""
    yield Wait(
        safety.releases_waiting(actor).count(),
        ngettext_lazy("vrijgave om over te besluiten", "vrijgaven om over te besluiten"),
        _url("journeys:safety-releases"),
    )


def of_broken(actor: Actor, _today: date) -> Iterator[Wait]:
    """Work guarantees that the employers of this actor do not keep: seen by who works with them, or is one."""
    if actor.may(May.GUIDE):
        return
    yield Wait(
        promises.breaches_for(actor).filter(ended_on=None).count(),
        ngettext_lazy("werkgarantie die niet is nagekomen", "werkgaranties die niet zijn nagekomen"),
        _url("journeys:breaches"),
    )


def of_promises(actor: Actor, today: date) -> Iterator[Wait]:
    """Work guarantees that are not kept: past the day on which that was to be solved, and those still to solve."""
    numbers = promises.to_solve(actor).aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)), open=Count("pk", filter=Q(due_on__gte=today))
    )
    url = _url("journeys:breaches")
    yield Wait(
        numbers["late"],
        ngettext_lazy(
            "werkgarantie die niet is nagekomen, en te laat is",
            "werkgaranties die niet zijn nagekomen, en te laat zijn",
        ),
        url,
    )
    yield Wait(
        numbers["open"],
        ngettext_lazy(
            "werkgarantie die niet is nagekomen, om op te lossen",
            "werkgaranties die niet zijn nagekomen, om op te lossen",
        ),
        url,
    )


Question = Callable[[Actor, date], Iterator[Wait]]
# who may this gets this under that title
QUESTIONS: tuple[tuple[May | None, str | Promise, Question], ...] = (
    (May.DECIDE, _("Jouw mensen"), of_decisions),
    (May.GUIDE, _("Trajecten"), of_journeys),
    (May.RELEASE_RISK, _("Jouw mensen"), of_safety),
    (May.GUIDE, _("Jouw mensen"), of_promises),
    (May.EDIT_PEOPLE, _("Jouw mensen"), of_own_people),
    (May.ASSIGN_PEOPLE, _("Jouw mensen"), of_unowned),
    (May.IMPORT_PEOPLE, _("Bestanden"), of_imports),
    (May.START_ROUNDS, _("Rondes"), of_rounds),
    (May.START_ROUNDS, _("Rondes"), of_silence),
    (None, _("Gevraagd"), of_requests),  # of whoever can change something
    (May.EDIT_RUNS, _("Aanbod"), of_runs),
    (May.EDIT_PLACES, _("Aanbod"), of_places),
    (May.EDIT_PLACES, _("Aanbod"), of_broken),
    (May.SEE_MONEY, _("Geld"), of_money),
    (May.CONFIRM_ERASURE, _("Privacy"), of_erasure),
    (May.EDIT_USERS, _("Gebruikers"), of_users),
)


def sections(actor: Actor, today: date) -> list[Section]:
    """What may wait for this actor, by kind of work."""
    found: dict[str, Section] = {}
    for permission, title, question in QUESTIONS:
        if permission is None or actor.may(permission):
            section = found.setdefault(str(title), Section(title, []))
            section.waits.extend(question(actor, today))
    return list(found.values())

"""Every address, asked by every role, of the own and of another municipality: open where opened, closed elsewhere."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker
from tests.house.platform_labels import unlabelled
from tests.house.platform_world import Address, Side, World, addresses, make_world

from koppelkans.core.roles import ROLES
from koppelkans.web.door import GUARDED_ELSEWHERE

OFFER_VERBS = ("", "-edit", "-copy", "-confirm", "-withdraw", "-reopen", "-wait")
IMPORT_VERBS = ["detail", "columns", "codes", "check", "progress", "problems", "perform", "undo", "abandon"]
PROGRAMME_VERBS = (
    *("programme", "edit", "admit", "accept", "end", "above", "ways", "way", "way-new", "way-remove", "exceptions"),
    *("partner", "targets", "criteria", "criterion-new", "criterion-edit", "criterion-remove", "criterion-up", "lock"),
    *("score", "scaling", "study", "study-progress", "decide", "decision-pdf", "decision-odt", "lessons", "succeed"),
    *("targets-edit", "lesson-new"),
)
ROUND_VERBS = ["bottlenecks", "ask", "scenarios", "what-if", "again", "adopt", "compare", "compare-csv", "compare-xlsx"]
BOARD_VERBS = ["stop", "about", "download", "groups", "fairness", "price", "price-progress"]
# what stands in an address, of one side; by the name of the parameter, or for one address by `address parameter`
SAMPLES: dict[str, Any] = {
    "pseudonym": lambda side: side.candidate.subject.pseudonym,
    "holding": lambda side: side.holding.pk,
    "wish": lambda side: side.wish.pk,
    "item": lambda side: side.week_item.pk,
    "note": lambda side: side.note.pk,
    "cover": lambda side: side.cover.pk,
    "trace": lambda side: side.entry.trace,
    "token": lambda _side: "geen-bekende-sleutel",
    "privacy:export form": lambda _side: "xlsx",
    "privacy:term code": lambda _side: "notes",
    "account:user pk": lambda side: side.user.pk,
    "account:close pk": lambda side: side.user.pk,
    "account:reopen pk": lambda side: side.user.pk,
    "account:forget-second-factor pk": lambda side: side.user.pk,
    "account:end-grant pk": lambda side: side.grant.pk,
    "account:resend pk": lambda side: side.invitation.pk,
    "account:withdraw pk": lambda side: side.invitation.pk,
    "entry": lambda side: side.waiting.pk,
    "number": lambda side: side.journey.pk,  # where no address says otherwise
    "step": lambda side: side.step.pk,
    "contact": lambda side: side.contact.pk,
    "task": lambda side: side.task.pk,
    "signal": lambda _side: "task-overdue",
    "spell": lambda side: side.spell.pk,
    "proof": lambda side: side.proof.pk,
    **{f"counter:{name} code": lambda side: side.programme.code for name in ("programme", "json")},
    **{f"journeys:group{verb} code": lambda side: side.run.code for verb in ("", "-begin", "-week", "-results")},
    "handover": lambda side: side.handover.pk,
    **{f"programmes:{verb} code": lambda side: side.programme.code for verb in PROGRAMME_VERBS},
    "kind": lambda _side: "pdf",
    **{f"journeys:deed-{verb} pk": lambda side: side.deed.pk for verb in ("sign", "file")},
    **{f"journeys:deed-{verb} pk": lambda side: side.signature.pk for verb in ("sheet", "again")},
    "way": lambda _side: 1,
    "partner": lambda side: side.partner.pk,
    "criterion": lambda side: side.criterion.pk,
    "decision": lambda side: side.scaling.pk,
    **{f"programmes:{verb} number": lambda side: side.participation.pk for verb in PROGRAMME_VERBS},
    **{f"funds:{verb} code": lambda side: side.fund.code for verb in ("fund", "edit", "used", "reservation")},
    "funds:reservation number": lambda side: side.reservation.pk,
    "release": lambda side: side.release.pk,
    "instruction": lambda side: side.instruction.pk,
    "guarantee": lambda side: side.guarantee.pk,
    "breach": lambda side: side.breach.pk,
    **{f"journeys:safety-{verb} task": lambda side: side.risk.pk for verb in ("prove", "begin", "ask")},
    **{f"journeys:safety-{verb} step": lambda side: side.work_step.pk for verb in ("begin", "ask")},
    **{f"supply:risk-{verb} code": lambda side: side.place.code for verb in ("new", "edit", "stop")},
    **{f"supply:risk-{verb} task": lambda side: side.risk.pk for verb in ("edit", "stop")},
    **{f"supply:{name} code": lambda side: side.run.training.code for name in ("training-crebo", "guarantee-new")},
    "supply:demand code": lambda side: side.place.occupation_id,
    "supply:training code": lambda side: side.run.training.code,
    "supply:training-edit code": lambda side: side.run.training.code,
    "supply:mentors-taken code": lambda side: side.employer.organisation.code,
    **{f"supply:run{verb} code": lambda side: side.run.code for verb in OFFER_VERBS},
    **{f"supply:place{verb} code": lambda side: side.place.code for verb in OFFER_VERBS},
    **{f"supply:employer{verb} code": lambda side: side.employer.organisation.code for verb in ("", "-edit")},
    **{f"planning:{verb} pk": lambda side: side.round.pk for verb in ("round", "progress", "sheets")},
    **{f"planning:{verb} pk": lambda side: side.proposal.pk for verb in ("proposal", "decide", "undo", "sheet")},
    **{f"people:imports:{verb} pk": lambda side: side.batch.pk for verb in IMPORT_VERBS},
    **{f"consent:{verb} pk": lambda side: side.consent.pk for verb in ("paper", "again", "told")},
    "planning:told pk": lambda side: side.telling.pk,
    "supply:run-close code": lambda side: side.run.code,
    **{f"planning:{verb} pk": lambda side: side.round.pk for verb in (*ROUND_VERBS, *BOARD_VERBS)},
    "planning:request pk": lambda side: side.request.pk,
    **{f"planning:{verb} pk": lambda side: side.proposal.pk for verb in ("steer", "choose")},
    "planning:allow pk": lambda side: side.forbidden.pk,
    "planning:end-reserve pk": lambda side: side.kept_free.pk,
    "planning:reserve-run code": lambda side: side.run.code,
    "planning:reserve-place code": lambda side: side.place.code,
    "first": lambda side: side.candidate.subject.pseudonym,
    "second": lambda side: side.double.subject.pseudonym,
    "what": lambda _side: "trainingen",
    "provider_id": lambda _side: "gemeente",
    "uidb36": lambda _side: "1",
    "key": lambda _side: "set-password",
}
# roles for which there is nothing of another: the region is one
EVERYWHERE = {"region-coordinator", "controller", "privacy-officer", "administrator"}
# for whom something of another exists all the same: offers are shared by the region
SHARED: dict[str, set[str]] = {
    f"supply:{name}": {"case-worker", "employer-adviser"}
    for name in ("run", "place", "training", "employer", "run-wait", "place-wait", "guarantee-new")
}
SHARED["supply:demand"] = {"employer-adviser", "employer"}  # an occupation is of the whole region
# what a role with the permission does not get of its own side
NOT_OWN: set[tuple[str, str]] = {
    # seats are shared by the region: only who plans for all of it keeps them free
    *((f"planning:{name}", "case-worker") for name in ("reserve-run", "reserve-place", "end-reserve")),
    ("supply:employer-new", "employer"),  # an adviser brings employers in
    ("supply:run", "employer"),
    # what an occupation asks is said for the whole region
    *(("supply:demand", role) for role in ("employer-adviser", "employer")),
    *((f"supply:{name}", "training-provider") for name in ("place", "employer")),
    ("journeys:take-on", "coach"),  # only who was asked takes a journey on
    # a question is read by who asked, who is asked, and who sees the round
    *(("planning:request", role) for role in (*ROLES, "nobody") if role not in ("region-coordinator", "case-worker")),
}

ADDRESSES = addresses()
OURS = [address for address in ADDRESSES if address.is_ours]
ROLES_ASKED = [*ROLES, "nobody"]


@dataclass(frozen=True)
class Asking:
    """The world, and a browser for everybody in it; made once, for each request is undone."""

    world: World
    clients: dict[str, Client]


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001
    """The database, open as long as this module is at work, and as it was afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def asking(db: None) -> Asking:  # noqa: ARG001
    """Everything twice, and somebody logged in in each role."""
    world = make_world()
    clients = {role: Client() for role in ROLES_ASKED}
    for role, client in clients.items():
        client.force_login(world.users[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    return Asking(world, clients | {"": Client()})


def url_of(address: Address, side: Side) -> str:
    """The address filled in with what belongs to a side; a parameter that no sample is known of fails."""
    filled = {}
    for name in address.parameters:
        sample = SAMPLES.get(f"{address.name} {name}") or SAMPLES.get(name)
        assert sample, f"{address.name}: no sample for {name!r}; add one to SAMPLES"
        filled[name] = sample(side)
    return reverse(address.name, kwargs=filled)


def ask(client: Client, method: str, url: str) -> HttpResponse:
    """The answer, with whatever it changed undone, also in the browser."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.get(url) if method == "get" else client.post(url, {})
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def may(address: Address, role: str) -> bool:
    """Whether a role opens this address at all."""
    if address.is_public or address.opened_to == frozenset():
        return True
    held = ROLES[role].may if role in ROLES else frozenset()
    return bool(held & (address.opened_to or frozenset()))


@pytest.mark.parametrize("address", OURS, ids=lambda address: address.name)
def test_every_view_is_marked(address: Address) -> None:
    """Every view of the house says to whom it is opened; what is not said is closed."""
    assert address.is_public or address.opened_to is not None


def test_every_address_has_a_name() -> None:
    """Every address can be asked for by name, and no name is given twice."""
    names = [address.name for address in ADDRESSES]
    assert [name for name in names if "?" in name or names.count(name) > 1] == []


def test_views_of_libraries_are_those_that_guard_themselves() -> None:
    """Only views of the login and the language switch come from elsewhere."""
    foreign = {address.view.__module__ for address in ADDRESSES if not address.is_ours}
    assert [module for module in foreign if not module.startswith(GUARDED_ELSEWHERE)] == []


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_who_is_not_logged_in_is_sent_to_the_login(address: Address, asking: Asking) -> None:
    """Without a login there is the login page, and nothing else but what is for everybody."""
    for method in ("get", "post"):
        answer = ask(asking.clients[""], method, url_of(address, asking.world.own))
        assert answer.status_code < 500
        if address.is_ours and not address.is_public:
            assert answer.status_code == 302
            assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("address", OURS, ids=lambda address: address.name)
def test_roles(address: Address, asking: Asking) -> None:
    """A role sees of its own side what is opened to it, else 403; of the other side 404; every field has a label."""
    wrong = []
    for role in ROLES_ASKED:
        client = asking.clients[role]
        for method in ("get", "post"):
            answer = ask(client, method, url_of(address, asking.world.own))
            own = answer.status_code
            if own == 200 and not answer.streaming and answer["Content-Type"].startswith("text/html"):
                wrong += [f"{role} {method} no label: {name}" for name in unlabelled(answer.content.decode())]
            other = None
            if address.parameters and may(address, role):
                other = ask(client, method, url_of(address, asking.world.other)).status_code
            wrong += [f"{role} {method} {fault}" for fault in faults(address, role, own, other)]
    assert wrong == []


def faults(address: Address, role: str, own: int, other: int | None) -> list[str]:
    """What is not as it should be in these answers."""
    found = [f"{status}: an error" for status in (own, other) if status and status >= 500]
    if not may(address, role):
        return found + [f"{status}, not 403" for status in (own, other) if status not in (403, None)]
    if address.is_public:
        return found
    closed = (address.name, role) in NOT_OWN
    if own != 405 and (own in (403, 404)) != closed:
        found.append(f"{own} of its own")
    there = role in EVERYWHERE or role in SHARED.get(address.name, ()) or address.opened_to == frozenset()
    if other is not None and not there and other not in (404, 405):
        found.append(f"{other} of another, not 404")
    return found


def test_a_field_without_a_label_is_found() -> None:
    """The reading of labels sees a bare field, and leaves alone one that has a label around, beside or in it."""
    page = '<input name="bare"><label>Naam <input name="in"></label><label for="x">Dag</label><input id="x" name="by">'
    assert unlabelled(page + '<select name="said" aria-label="Soort"></select><input type="hidden" name="h">') == [
        "bare"
    ]

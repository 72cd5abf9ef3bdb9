"""The page of one candidate and the forms around it."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from koppelkans.core.models import AuditEntry, Cover, User
from koppelkans.people.languages import CONTACT_LANGUAGES
from koppelkans.people.models import Candidate, Holding, Note, WeekItem, Wish
from koppelkans.planning.models import Proposal, Round
from koppelkans.web.people.words import HISTORY
from koppelkans.web.privacy.words import ACTIONS
from making import (
    make_candidate,
    make_credential,
    make_municipality,
    make_occupation,
    make_place,
    make_postcode,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> User:
    """A case worker."""
    return make_user("case-worker", name="Kim de Wit")


@pytest.fixture
def page(client: Client, worker: User) -> Client:
    """A browser in which they are logged in, in Dutch."""
    client.force_login(worker)
    client.cookies["django_language"] = "nl"
    return client


@pytest.fixture
def person(worker: User) -> Candidate:
    """One of their people."""
    today = timezone.localdate()
    return make_candidate("Amal Yosef", owner=worker, own_key="HLM-1", confirmed_on=today, available_from=today)


def at(person: Candidate, tail: str = "") -> str:
    """The address of a page about a person."""
    return f"/kandidaten/wie/{person}/{tail}"


def text_of(answer: Any) -> str:
    """What a page says, tags and runs of white space left out."""
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def send(page: Client, address: str, **data: Any) -> HttpResponse:
    """Fill in a form."""
    return page.post(address, data)  # type: ignore[return-value]


def test_the_page_says_what_is_missing(page: Client, person: Candidate) -> None:
    """Without a wish planning leaves somebody out, and the page says what to ask."""
    text = text_of(page.get(at(person)))
    assert "We plannen nu niet voor deze persoon" in text
    assert "Vraag welk werk deze persoon wil doen." in text
    wish = Wish.objects.create(candidate=person, occupation=make_occupation())
    assert "nog niet gevraagd" in text_of(page.get(at(person)))
    Wish.objects.filter(pk=wish.pk).update(preference=Decimal("0.62"), aptitude=Decimal("1"))
    text = text_of(page.get(at(person)))
    assert "We plannen nu niet" not in text
    assert "62%" in text
    assert "heel geschikt" in text


def test_the_page_shows_proof_author_and_what_ends(page: Client, person: Candidate, worker: User) -> None:
    """What is held has its proof, its author and its last day, with a warning when that is near or past."""
    today = timezone.localdate()
    for code, days in (("vca", 30), ("oud", -1), ("lang", 300)):
        Holding.objects.create(
            candidate=person,
            credential=make_credential(code, code.upper()),
            in_period=True,
            until=today + timedelta(days),
            proof="seen",
            author=worker,
            recorded_on=today,
        )
    text = text_of(page.get(at(person)))
    assert text.count("loopt binnenkort af") == text.count("is verlopen") == 1
    assert text.count("bewijs gezien") == 3


def test_a_clash_in_the_week_is_said_in_words(page: Client, person: Candidate) -> None:
    """Two things in one daypart, and a filled daypart that is free, are told in sentences."""
    WeekItem.objects.create(candidate=person, kind="language", dayparts=["tu-am"])
    WeekItem.objects.create(candidate=person, kind="care", dayparts=["tu-am"])
    text = text_of(page.get(at(person)))
    assert "Dinsdag ochtend: Taalles en Zorg voor de kinderen vallen samen." in text
    assert "Dinsdag ochtend staat als vrij, maar daar is ook taalles." in text


def test_opening_the_page_is_in_the_trail(page: Client, person: Candidate, worker: User) -> None:
    """Who opened the page, with which purpose, is written; who looked is not part of the history."""
    text = text_of(page.get(at(person)))
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.action, entry.purpose, entry.thing) == (
        worker,
        "person.open",
        "guidance",
        "detail:contact",
    )
    assert "person.open" not in text


def test_the_history_has_author_and_words(page: Client, person: Candidate) -> None:
    """What was changed is told with who did it; every kind of change the page shows has its words."""
    send(page, at(person, "klopt/"))
    send(page, at(person, "stil/"), reason="temporary")
    text = text_of(page.get(at(person)))
    assert "Kim de Wit Gegevens bevestigd" in text
    assert "Kim de Wit Kandidaat stilgezet Kan tijdelijk niet" in text
    assert set(HISTORY) <= set(ACTIONS)


def test_the_page_leads_to_the_latest_proposal(page: Client, person: Candidate) -> None:
    """When a round said something about a person, the page leads to why."""
    old, new = (
        Round.objects.create(name=name, asked_at=timezone.now() - timedelta(days), status="done")
        for name, days in (("Voorjaar", 9), ("Najaar", 1))
    )
    Proposal.objects.create(round=old, candidate=person, place=make_place())
    proposal = Proposal.objects.create(round=new, candidate=person)
    answer = page.get(at(person))
    assert "In “Najaar” van" in text_of(answer)
    assert f"/rondes/voorstel/{proposal.pk}/" in answer.content.decode()


def test_a_colleague_sees_no_name_and_no_notes(client: Client, person: Candidate, worker: User) -> None:
    """A colleague reads the pseudonym and the own key; the card, the notes and their forms do not exist."""
    note = Note.objects.create(candidate=person, author=worker, at=timezone.now(), text="Belt op maandag")
    client.force_login(make_user("case-worker"))
    text = text_of(client.get(at(person)))
    assert "HLM-1" in text
    assert "Amal" not in text
    assert "Belt op maandag" not in text
    for tail in ("contact/", "notitie/"):
        assert client.get(at(person, tail)).status_code == 404
    assert client.post(at(person, f"notitie/{note.pk}/weg/")).status_code == 404
    assert Note.objects.exists()


def test_cover_sees_the_name(client: Client, person: Candidate, worker: User) -> None:
    """Who stands in today reads the name."""
    today, stand_in = timezone.localdate(), make_user("case-worker")
    Cover.objects.create(absent=worker, stand_in=stand_in, since=today, until=today)
    client.force_login(stand_in)
    assert "Amal Yosef" in text_of(client.get(at(person)))


def test_the_coordinator_reads_and_changes_nothing(client: Client, person: Candidate) -> None:
    """Read-only: no own key, no name, no buttons."""
    client.force_login(make_user("region-coordinator"))
    answer = client.get(at(person))
    assert answer.status_code == 200
    html = answer.content.decode()
    for hidden in ("Amal", "HLM-1", at(person, "gegevens/"), at(person, "stil/"), at(person, "klopt/")):
        assert hidden not in html
    assert client.get(at(person, "gegevens/")).status_code == 403


FORMS = ["", "gegevens/", "bewijs/", "wens/", "week/", "contact/", "notitie/", "stil/", "stoppen/", "overdragen/"]
BUTTONS = ["klopt/", "weer/", "overnemen/", "bewijs/1/weg/", "wens/1/weg/", "week/1/weg/", "notitie/1/weg/"]


@pytest.mark.parametrize("tail", [*FORMS, *BUTTONS])
def test_another_municipality_has_no_such_person(client: Client, person: Candidate, tail: str) -> None:
    """To a case worker of another municipality no page about this person exists."""
    client.force_login(make_user("case-worker", municipality=make_municipality("GM0363", "Amsterdam")))
    ask = client.post if tail in BUTTONS else client.get
    assert ask(at(person, tail)).status_code == 404


@pytest.mark.parametrize("tail", FORMS)
def test_every_form_opens(page: Client, person: Candidate, tail: str) -> None:
    """Every form of a person opens, and comes back with words when it is sent empty."""
    assert page.get(at(person, tail)).status_code == 200
    if tail:
        assert page.post(at(person, tail), {}).status_code in {200, 302}


def test_a_button_is_a_post(page: Client, person: Candidate) -> None:
    """A link cannot do what a button does."""
    for tail in BUTTONS:
        assert page.get(at(person, tail)).status_code == 405


def test_a_new_candidate_comes_in_with_little(page: Client, worker: User) -> None:
    """A postcode, a day and a travel time are enough; the page of the new candidate opens."""
    make_postcode()
    data = {"municipality": "GM0394", "postcode": "2131 ab", "available_from": "2026-11-02", "max_travel": "45"}
    answer = send(page, "/kandidaten/nieuw/", **data, name="Noor Kaya")
    made = Candidate.objects.get()
    assert answer["Location"] == at(made)
    assert (made.owner, made.contact_card.name, made.modes) == (worker, "Noor Kaya", [])
    answer = send(page, "/kandidaten/nieuw/", **(data | {"postcode": "9999", "own_key": "123456782"}))
    text = text_of(answer)
    assert "De postcode “9999” kennen we niet" in text
    assert "lijkt op een BSN" in text


def test_a_case_worker_cannot_choose_another_municipality(page: Client) -> None:
    """A municipality that is not one's own is no choice, also when it is sent."""
    make_postcode()
    make_municipality("GM0363", "Amsterdam")
    data = {"municipality": "GM0363", "postcode": "2131", "available_from": "2026-11-02", "max_travel": "45"}
    assert send(page, "/kandidaten/nieuw/", **data).status_code == 200
    assert not Candidate.objects.exists()


def test_saving_the_form_untouched_changes_nothing(page: Client, person: Candidate) -> None:
    """What a file brought in stays as it was written, down to the order of lists and the zeros of figures."""
    Candidate.objects.filter(pk=person.pk).update(
        modes=["car", "foot"], dayparts=["fr-am", "mo-am"], groups=["b", "a"], max_travel="45.50", baseline="0.1250"
    )
    form = page.get(at(person, "gegevens/")).context["form"]
    data = {name: field.value() for name in form.fields if (field := form[name]).value() is not None}
    data["available_from"] = data["available_from"].isoformat()
    assert send(page, at(person, "gegevens/"), **data).status_code == 302
    kept = Candidate.objects.get()
    assert (kept.modes, kept.dayparts, kept.groups) == (["car", "foot"], ["fr-am", "mo-am"], ["b", "a"])
    assert (str(kept.max_travel), str(kept.baseline)) == ("45.50", "0.1250")
    assert AuditEntry.objects.get(action="person.edit").thing == ""


def test_an_old_form_does_not_write_over_a_new_edit(page: Client, person: Candidate) -> None:
    """Who saves what somebody else changed since is told so, and may save once more."""
    form = page.get(at(person, "gegevens/")).context["form"]
    data = {name: field.value() for name in form.fields if (field := form[name]).value() is not None}
    data["available_from"] = data["available_from"].isoformat()
    Candidate.objects.filter(pk=person.pk).update(max_travel="30")
    told = send(page, at(person, "gegevens/"), **data)
    assert "Iemand anders heeft deze gegevens net aangepast" in text_of(told)
    again = told.context["form"]["seen"].value()  # type: ignore[attr-defined]
    assert send(page, at(person, "gegevens/"), **(data | {"seen": again})).status_code == 302
    assert str(Candidate.objects.get().max_travel) == "45"


def test_a_double_click_makes_one_person(page: Client) -> None:
    """The form for a new candidate sent twice gives one person, and a number somebody made up is not taken."""
    make_postcode()
    make_municipality()
    once = page.get("/kandidaten/nieuw/").context["form"]["once"].value()
    data = {"municipality": "GM0394", "postcode": "2131", "available_from": "2026-11-02", "max_travel": "45"}
    first = send(page, "/kandidaten/nieuw/", **data, once=once)
    assert send(page, "/kandidaten/nieuw/", **data, once=once)["Location"] == first["Location"]
    assert Candidate.objects.count() == 1
    send(page, "/kandidaten/nieuw/", **data, once="K-AMAL")
    assert not Candidate.objects.filter(subject__pseudonym="K-AMAL").exists()
    assert Candidate.objects.count() == 2


def test_a_wish_keeps_its_share(page: Client, person: Candidate) -> None:
    """A share between two levels is offered as it is, and stays when nothing is changed."""
    wish = Wish.objects.create(
        candidate=person, occupation=make_occupation(), preference=Decimal("0.62"), aptitude=Decimal("0.50")
    )
    form = page.get(at(person, f"wens/{wish.pk}/")).context["form"]
    send(page, at(person, f"wens/{wish.pk}/"), **{name: form[name].value() for name in form.fields})
    wish.refresh_from_db()
    assert (str(wish.preference), str(wish.aptitude)) == ("0.62", "0.50")
    send(page, at(person, f"wens/{wish.pk}/"), occupation=wish.occupation_id, preference="", aptitude="1")
    wish.refresh_from_db()
    assert (wish.preference, str(wish.aptitude)) == (None, "1")
    send(page, at(person, f"wens/{wish.pk}/weg/"))
    assert not Wish.objects.exists()


def test_something_held_is_added_ended_and_taken_away(page: Client, person: Candidate) -> None:
    """The three forms of what somebody holds."""
    make_credential("vca", "VCA", kind="safety")
    send(page, at(person, "bewijs/"), credential="vca", proof="seen")
    held = Holding.objects.get()
    send(page, at(person, f"bewijs/{held.pk}/einde/"), until="2027-01-31")
    held.refresh_from_db()
    assert str(held.until) == "2027-01-31"
    send(page, at(person, f"bewijs/{held.pk}/weg/"))
    assert not Holding.objects.exists()
    text = text_of(page.get(at(person)))
    assert "Diploma of certificaat weggehaald VCA" in text


def test_a_row_of_somebody_else_is_not_found(page: Client, person: Candidate, worker: User) -> None:
    """A number in the address that belongs to another person is no way in."""
    other = make_candidate(owner=worker)
    wish = Wish.objects.create(candidate=other, occupation=make_occupation())
    assert page.get(at(person, f"wens/{wish.pk}/")).status_code == 404
    assert page.post(at(person, f"wens/{wish.pk}/weg/")).status_code == 404


def test_the_week_is_filled_and_emptied(page: Client, person: Candidate) -> None:
    """Something in the week takes the dayparts out of the free time when the box is on."""
    send(page, at(person, "week/"), kind="language", dayparts=["tu-am"], not_free="on")
    person.refresh_from_db()
    assert "tu-am" not in person.dayparts
    send(page, at(person, f"week/{WeekItem.objects.get().pk}/weg/"))
    assert not WeekItem.objects.exists()


def test_a_note_warns_and_is_kept_after_all(page: Client, person: Candidate) -> None:
    """First a warning with a box, then it is kept; with a BSN there is no box."""
    warned = send(page, at(person, "notitie/"), text="Is vaak ziek")
    assert "lijkt te gaan over gezondheid" in text_of(warned)
    assert 'name="anyway"' in warned.content.decode()
    assert not Note.objects.exists()
    assert send(page, at(person, "notitie/"), text="Is vaak ziek", anyway="on").status_code == 302
    assert "Is vaak ziek" in text_of(page.get(at(person)))
    refused = send(page, at(person, "notitie/"), text="Nummer 123456782")
    assert 'name="anyway"' not in refused.content.decode()
    assert Note.objects.count() == 1


def test_standing_still_leaving_and_coming_back(page: Client, person: Candidate) -> None:
    """The states of a person by their forms; what cannot be is said."""
    send(page, at(person, "stil/"), reason="temporary")
    assert "kan tijdelijk niet" in text_of(page.get(at(person)))
    send(page, at(person, "weer/"))
    assert 'id="id_reason_error"' in send(page, at(person, "stoppen/")).content.decode()
    assert Candidate.objects.get().status == "active"
    send(page, at(person, "stoppen/"), reason="moved")
    assert Candidate.objects.get().status == "left"
    assert "Dat kan nu niet" in text_of(send(page, at(person, "stil/"), reason="temporary"))


def test_confirming_takes_one_click(page: Client, person: Candidate) -> None:
    """After the click the profile is of today."""
    Candidate.objects.filter(pk=person.pk).update(confirmed_on=timezone.localdate() - timedelta(100))
    assert "gegevens zijn oud" in text_of(page.get(at(person)))
    send(page, at(person, "klopt/"))
    assert "gegevens zijn oud" not in text_of(page.get(at(person)))


def test_people_change_hands_on_the_pages(page: Client, person: Candidate, worker: User) -> None:
    """One person, somebody without a case worker, and the whole caseload."""
    colleague = make_user("case-worker", name="Sam Bakker")
    nobodys = make_candidate()
    send(page, at(nobodys, "overnemen/"))
    assert Candidate.objects.filter(owner=worker).count() == 2
    assert send(page, at(person, "overdragen/"), to=colleague.pk).status_code == 302
    assert Candidate.objects.get(pk=person.pk).owner == colleague
    assert "Alleen Sam Bakker of wie waarneemt" in text_of(send(page, at(person, "overdragen/"), to=worker.pk))
    assert send(page, "/kandidaten/overdragen/", absent=worker.pk, to=colleague.pk).status_code == 302
    assert Candidate.objects.filter(owner=colleague).count() == 2


def test_cover_is_set_and_stopped(page: Client, worker: User) -> None:
    """A case worker chooses who stands in, sees it, and stops it; a colleague's leave is not theirs to set."""
    colleague = make_user("case-worker", name="Sam Bakker")
    today = timezone.localdate().isoformat()
    send(page, "/kandidaten/waarneming/", absent=colleague.pk, stand_in=worker.pk, since=today, until=today)
    assert not Cover.objects.exists()
    send(page, "/kandidaten/waarneming/", absent=worker.pk, stand_in=colleague.pk, since=today, until=today)
    assert "Sam Bakker neemt waar voor Kim de Wit" in text_of(page.get("/kandidaten/waarneming/"))
    send(page, f"/kandidaten/waarneming/{Cover.objects.get().pk}/stop/")
    assert not Cover.objects.exists()


def test_an_administrator_sets_cover_without_seeing_people(client: Client, worker: User) -> None:
    """Who lets people in can choose who stands in for somebody who is ill; the list stays closed."""
    colleague = make_user("case-worker")
    client.force_login(make_user("administrator"))
    today = timezone.localdate().isoformat()
    data = {"absent": worker.pk, "stand_in": colleague.pk, "since": today, "until": today}
    assert client.post("/kandidaten/waarneming/", data).status_code == 302
    assert Cover.objects.get().stand_in == colleague
    assert client.get("/kandidaten/").status_code == 403


@pytest.mark.parametrize("phone", ["abc", "12", "06-1234567890123456"])
def test_what_is_no_phone_number_is_refused(page: Client, person: Candidate, phone: str) -> None:
    """The contact card and the form of a new candidate take what a file takes, and nothing else."""
    make_postcode()
    data = {"municipality": "GM0394", "postcode": "2131", "available_from": "2026-11-02", "max_travel": "45"}
    assert "Dit is geen telefoonnummer" in text_of(send(page, "/kandidaten/nieuw/", **data, name="Noor", phone=phone))
    assert "Dit is geen telefoonnummer" in text_of(send(page, at(person, "contact/"), name="Amal Yosef", phone=phone))
    assert Candidate.objects.get().contact_card.phone == ""
    send(page, at(person, "contact/"), name="Amal Yosef", phone="612345678")
    assert Candidate.objects.get().contact_card.phone == "0612345678"


def test_every_language_of_a_file_stands_on_the_card_by_its_name(page: Client, person: Candidate) -> None:
    """A language that came in with a file is shown and offered by its name, never as a code."""
    send(page, at(person, "contact/"), name="Amal Yosef", language="prs")
    assert "Dari" in text_of(page.get(at(person)))
    form = page.get(at(person, "contact/")).content.decode()
    assert all(f">{name}</option>" in form for name in CONTACT_LANGUAGES.values())


def test_a_caseload_does_not_go_to_oneself(page: Client, person: Candidate, worker: User) -> None:
    """Who gives away the own people chooses among the others; also when standing in for somebody."""
    colleague = make_user("case-worker", name="Sam Bakker")
    form = page.get("/kandidaten/overdragen/").content.decode()
    assert f'<option value="{colleague.pk}"' in form
    assert f'<option value="{worker.pk}"' not in form
    today = timezone.localdate()
    Cover.objects.create(absent=colleague, stand_in=worker, since=today, until=today)
    assert "Kies een andere collega" in text_of(send(page, "/kandidaten/overdragen/", absent=worker.pk, to=worker.pk))
    assert Candidate.objects.get(pk=person.pk).owner == worker


def test_the_days_ahead_have_a_dutch_heading(page: Client, person: Candidate) -> None:
    """No heading that reads as the English word for figures."""
    text = page.get(at(person)).content.decode()
    assert "Belangrijke dagen" in text
    assert ">Data<" not in text

"""The pages about money: to the cent, changed by the controller only."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from koppelkans.core.models import Subject, User
from koppelkans.funds import actions, queries
from koppelkans.funds.models import Fund, Reservation, UsedAmount
from koppelkans.funds.rules import Step
from koppelkans.web.money import as_euros, euros
from making import NOW, TODAY, make_actor, make_fund, make_run, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the clock of the tests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def logged_in(user: User) -> Client:
    """A browser of this user."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def controller() -> Client:
    """The browser of a controller."""
    return logged_in(make_user("controller"))


def held(fund: Fund, cents: int = 123_456, **fields: Any) -> Reservation:
    """Money set aside for somebody."""
    step = Step("place", "wage", cents, date(2026, 12, 1), Subject.objects.create())
    return actions.reserve(fund, by=make_actor("controller"), step=step, now=NOW, **fields)


def test_money_is_written_as_here_to_the_cent() -> None:
    """Points between thousands, a comma, two decimals, a minus before the sign."""
    assert euros(123_456_789) == "€\u00a01.234.567,89"
    assert euros(-5) == "−€\u00a00,05"
    assert str(as_euros(95_050)) == "950.50"
    assert str(as_euros(95_000, Decimal("950.00"))) == "950.00"
    assert as_euros(None) is None


def test_the_list_tells_what_is_free(controller: Client) -> None:
    """Budget, what is reserved, what is free and what lapses soon stand on the page, to the cent."""
    held(make_fund(name="Leerfonds", budget=Decimal("2000.00")), expires_on=TODAY + timedelta(days=5))
    text = controller.get(reverse("funds:list")).content.decode()
    for words in ("€\u00a01.234,56", "€\u00a0765,44", "€\u00a02.000,00", "7 nov 2026", "Vervalt binnenkort"):
        assert words in text


def test_a_coordinator_sees_money_and_changes_nothing() -> None:
    """The page opens without buttons to change, and the forms are closed."""
    fund = make_fund()
    client = logged_in(make_user("region-coordinator"))
    assert "Fonds toevoegen" not in client.get(reverse("funds:list")).content.decode()
    assert client.get(reverse("funds:fund", args=[fund.code])).status_code == 200
    assert client.get(reverse("funds:edit", args=[fund.code])).status_code == 403
    assert client.get(reverse("funds:reservation", args=[held(fund).pk])).status_code == 403
    assert logged_in(make_user("case-worker")).get(reverse("funds:list")).status_code == 403


def test_a_fund_is_made_on_the_page(controller: Client) -> None:
    """Expected money without a guarantor is refused at its field; with one it is there."""
    guarantor = make_fund()
    values = {
        "name": "Europees geld",
        "code": "esf",
        "budget": "12.500,50",
        "start": "2027-01-01",
        "until": "2027-12-31",
        "pays": ["training", "wage"],
        "state": "expected",
        "reserve": "25",
    }
    text = controller.post(reverse("funds:new"), values).content.decode()
    assert "Kies welk fonds garant staat" in text
    controller.post(reverse("funds:new"), values | {"guarantor": guarantor.pk})
    fund = Fund.objects.get(code="esf")
    assert (str(fund.budget), fund.reserve, fund.guarantor) == ("12500.50", Decimal("0.25"), guarantor)


def test_saving_a_fund_unchanged_changes_nothing(controller: Client) -> None:
    """Whatever is left as it was keeps its writing, so that an exported region stays the same file."""
    fund = make_fund(budget=Decimal("5000.50"), pays=["wage", "language"], pays_groups="", municipalities=["GM9999"])
    before = Fund.objects.filter(pk=fund.pk).values().get()
    values = {
        "name": fund.name,
        "code": fund.code,
        "budget": "5.000,50",
        "start": fund.start,
        "until": fund.until,
        "pays": ["language", "wage"],
        "municipalities": ["GM9999"],
        "state": "granted",
    }
    answer = controller.post(reverse("funds:edit", args=[fund.code]), values)
    assert answer.status_code == 302
    assert Fund.objects.filter(pk=fund.pk).values().get() == before


def test_a_reservation_is_spent_or_given_back(controller: Client) -> None:
    """Two buttons, with a reason; afterwards there is nothing left to do."""
    fund = make_fund()
    spent, given = held(fund), held(fund)
    controller.post(reverse("funds:reservation", args=[spent.pk]), {"spend": "1", "why": "factuur 12"})
    controller.post(reverse("funds:reservation", args=[given.pk]), {"release": "1"})
    balance = queries.balance(fund, TODAY)
    assert (balance.spent, balance.reserved) == (123_456, 0)
    assert "Vrijgeven</button>" not in controller.get(reverse("funds:reservation", args=[spent.pk])).content.decode()


def test_what_was_used_elsewhere_is_written_down(controller: Client) -> None:
    """By code of the candidate, for whom money was set aside before."""
    fund = make_fund()
    subject = held(fund).subject
    url = reverse("funds:used", args=[fund.code])
    controller.post(url, {"pseudonym": subject.pseudonym, "cents": "10,50"})
    assert UsedAmount.objects.get().amount == Decimal("10.50")


def test_the_page_does_not_tell_which_codes_exist(controller: Client) -> None:
    """A code that nobody has and one of somebody without money get the very same answer."""
    url, known = reverse("funds:used", args=[make_fund().code]), Subject.objects.create().pseudonym
    answers = [controller.post(url, {"pseudonym": code, "cents": "10"}) for code in ("K-99999999", known)]
    said = [(answer.status_code, dict(answer.context["form"].errors)) for answer in answers]
    assert said[0] == said[1]
    assert "nog geen geld gereserveerd" in answers[0].content.decode()
    assert not UsedAmount.objects.exists()


def test_a_budget_below_what_is_reserved_is_asked_twice(controller: Client) -> None:
    """The figures are told, nothing changes until somebody insists, and then the pages say what is lacking."""
    fund = make_fund(budget=Decimal("5000"))
    held(fund, 350_000)
    values = {"name": fund.name, "code": fund.code, "budget": "1", "start": fund.start, "until": fund.until}
    values |= {"pays": fund.pays, "state": "granted"}
    url = reverse("funds:edit", args=[fund.code])
    page = controller.post(url, values).content.decode()
    assert "Er is al €\u00a03.500,00 gereserveerd of uitgegeven. Met €\u00a01,00 is er €\u00a03.499,00 te kort." in page
    assert "Toch verlagen" in page
    assert Fund.objects.get().budget == 5000
    controller.post(url, values | {"anyway": "on"})
    assert Fund.objects.get().budget == 1
    for address in (reverse("funds:fund", args=[fund.code]), reverse("funds:list")):
        assert "€\u00a03.499,00 te kort" in controller.get(address).content.decode()
    assert controller.post(url, values | {"name": "Anders"}).status_code == 302


def test_the_workbook_holds_amounts_as_numbers(controller: Client) -> None:
    """Funds and reservations on two sheets, amounts to the cent."""
    make_run(code="run-x")
    held(make_fund(name="=1+1", budget=Decimal("2000.00")))
    answer = controller.get(reverse("funds:export"))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    funds, reservations = book.worksheets
    assert funds["B2"].value == "=1+1"
    assert funds["B2"].data_type == "s"
    assert funds["K2"].value == pytest.approx(765.44)
    assert reservations["E2"].value == pytest.approx(1234.56)


def test_a_page_of_many_funds_costs_few_questions(controller: Client, django_assert_max_num_queries: Any) -> None:
    """The number of questions does not grow with the number of funds."""
    for _number in range(20):
        make_fund()
    with django_assert_max_num_queries(12):
        controller.get(reverse("funds:list"))

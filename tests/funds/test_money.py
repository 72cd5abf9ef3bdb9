"""Free money is worked out from rows, to the cent, and never given twice."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from koppelkans.core.access import Closed
from koppelkans.core.models import AuditEntry, Subject
from koppelkans.core.refusal import Refused
from koppelkans.funds import actions, queries
from koppelkans.funds.models import Fund, Reservation
from koppelkans.funds.queries import Balance
from koppelkans.funds.rules import Step, against_paying
from making import NOW, TODAY, make_actor, make_fund

pytestmark = pytest.mark.django_db


def step(cents: int = 90_000, **fields: object) -> Step:
    """A language course for somebody of Haarlemmermeer."""
    values: dict[str, object] = {
        "code": "run-1",
        "cost_kind": "language",
        "cents": cents,
        "day": date(2026, 12, 1),
        "municipality": "GM0394",
        "groups": ["statushouder"],
        "sector": "techniek",
    }
    return Step(**(values | fields))  # type: ignore[arg-type]


def person() -> Subject:
    """Somebody."""
    return Subject.objects.create()


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons."""
    return [reason.code for reason in refused.value.reasons]


def test_money_set_aside_is_no_longer_free() -> None:
    """What is reserved goes off what is free, comes back when released, and stays off when spent."""
    controller, fund = make_actor("controller"), make_fund(budget=Decimal("1000.50"))
    first = actions.reserve(fund, by=controller, step=step(60_025, subject=person()), now=NOW)
    second = actions.reserve(fund, by=controller, step=step(10_000, subject=person()), now=NOW)
    assert queries.free(fund, TODAY) == 100_050 - 70_025
    actions.release(second, by=controller, now=NOW)
    actions.spend(first, by=controller, now=NOW)
    assert queries.balance(fund, TODAY) == Balance(100_050, 60_025, 0, Fraction(0), 0)


def test_a_reservation_that_has_lapsed_no_longer_counts() -> None:
    """It counts up to and with its last day; what was spent counts for ever."""
    controller, fund = make_actor("controller"), make_fund(budget=Decimal(100))
    held = actions.reserve(fund, by=controller, step=step(100_00, subject=person()), now=NOW, expires_on=TODAY)
    assert queries.free(fund, TODAY) == 0
    assert queries.free(fund, TODAY + timedelta(days=1)) == 100_00
    actions.spend(held, by=controller, now=NOW)
    assert queries.free(fund, TODAY + timedelta(days=1)) == 0


def test_not_a_cent_more_than_there_is() -> None:
    """The last cent can be reserved, one more cannot."""
    controller, fund = make_actor("controller"), make_fund(budget=Decimal("10.00"))
    with pytest.raises(Refused) as refused:
        actions.reserve(fund, by=controller, step=step(1001, subject=person()), now=NOW)
    assert codes(refused) == ["fund"]
    actions.reserve(fund, by=controller, step=step(1000, subject=person()), now=NOW)
    assert queries.free(fund, TODAY) == 0


def test_expected_money_holds_back_a_share_at_its_guarantor() -> None:
    """What is used of expected money is held back at who vouches, for its share, and not beyond what is there."""
    controller, guarantor = make_actor("controller"), make_fund(budget=Decimal(100))
    expected = make_fund(budget=Decimal(1000), state="expected", guarantor=guarantor, reserve=Decimal("0.25"))
    actions.reserve(expected, by=controller, step=step(333_33, subject=person()), now=NOW)
    assert queries.balance(guarantor, TODAY).vouched == Fraction(33333, 4)
    assert queries.free(guarantor, TODAY) == 16_66  # 1666.75 cents, never told too high
    with pytest.raises(Refused) as refused:
        actions.reserve(expected, by=controller, step=step(66_68, subject=person()), now=NOW)
    assert codes(refused) == ["guarantee"]
    actions.reserve(expected, by=controller, step=step(66_67, subject=person()), now=NOW)
    with pytest.raises(Refused):
        actions.reserve(guarantor, by=controller, step=step(1, subject=person()), now=NOW)


def test_the_ceiling_of_a_person_counts_what_was_used_before() -> None:
    """What somebody used elsewhere and what is reserved here count together."""
    controller, fund, subject = make_actor("controller"), make_fund(max_per_candidate=Decimal(1000)), person()
    actions.reserve(make_fund(), by=controller, step=step(1, subject=subject), now=NOW)
    actions.record_used(fund, by=controller, subject=subject, euros=Decimal("99.99"), now=NOW)
    actions.reserve(fund, by=controller, step=step(90_000, subject=subject), now=NOW)
    with pytest.raises(Refused) as refused:
        actions.reserve(fund, by=controller, step=step(2, subject=subject), now=NOW)
    assert codes(refused) == ["ceiling-person"]
    actions.reserve(fund, by=controller, step=step(1, subject=subject), now=NOW)


@pytest.mark.parametrize("euros", ["0.001", "NaN", "Infinity", "-1", "1e11"])
def test_what_is_no_amount_is_not_written_down(euros: str) -> None:
    """Tenths of a cent, no number, less than nothing and far too much are refused for what was used elsewhere."""
    controller, fund, subject = make_actor("controller"), make_fund(), person()
    actions.reserve(fund, by=controller, step=step(1, subject=subject), now=NOW)
    with pytest.raises(Refused) as refused:
        actions.record_used(fund, by=controller, subject=subject, euros=Decimal(euros), now=NOW)
    assert codes(refused) == ["amount"]


def test_every_reason_is_told_at_once() -> None:
    """Window, kind, municipality, group and sector are each a reason; empty lists let everybody pass."""
    fund = make_fund(
        pays=["wage"],
        until=date(2026, 11, 30),
        municipalities=["GM0363"],
        groups=["ww"],
        sectors=["zorg"],
    )
    found = [reason.code for reason in against_paying(fund, step(subject=person()))]
    assert found == ["window", "kind", "municipality", "group", "sector"]
    assert against_paying(make_fund(), step(subject=person())) == []


def test_group_costs_need_a_fund_that_pays_them() -> None:
    """Group costs pass whatever the lists say, where the fund pays group costs."""
    assert against_paying(make_fund(municipalities=["GM0363"]), step()) == []
    assert [reason.code for reason in against_paying(make_fund(pays_groups=""), step())] == ["pays-groups"]


def test_only_who_watches_over_the_money_changes_a_fund() -> None:
    """A coordinator sees money and cannot change it; an adviser does not even see it."""
    coordinator = make_actor("region-coordinator")
    fund = make_fund()
    assert list(queries.visible_to(coordinator)) == [fund]
    with pytest.raises(Closed):
        actions.edit_fund(fund, by=coordinator, fields={"name": "x"}, now=NOW)
    with pytest.raises(Closed):
        queries.visible_to(make_actor("employer-adviser"))
    with pytest.raises(Closed):
        actions.reserve(fund, by=coordinator, step=step(subject=person()), now=NOW)


def test_a_fund_is_made_and_told_in_the_trail() -> None:
    """A controller makes a fund; expected money without a guarantor is refused."""
    controller = make_actor("controller")
    values = {
        "code": "esf",
        "name": "ESF+",
        "budget": Decimal(5000),
        "pays": ["training"],
        "start": TODAY,
        "until": TODAY + timedelta(days=100),
        "state": "expected",
    }
    with pytest.raises(Refused) as refused:
        actions.add_fund(by=controller, fields=values, now=NOW)
    assert codes(refused) == ["guarantor"]
    fund = actions.add_fund(by=controller, fields=values | {"guarantor": make_fund()}, now=NOW)
    assert AuditEntry.objects.filter(action="fund.add", thing="esf", user=controller.user).exists()
    assert Fund.objects.get(pk=fund.pk).reserve is None


def test_spent_money_cannot_be_given_back() -> None:
    """After spending there is nothing to release, nor to spend again."""
    controller, fund = make_actor("controller"), make_fund()
    held = actions.reserve(fund, by=controller, step=step(subject=person()), now=NOW)
    actions.spend(held, by=controller, now=NOW)
    for verb in (actions.release, actions.spend):
        with pytest.raises(Refused):
            verb(held, by=controller, now=NOW)


def test_balances_ask_the_database_twice(django_assert_num_queries: object) -> None:
    """The balances of all funds cost two questions, however many funds there are."""
    for _number in range(5):
        make_fund()
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(queries.balances(TODAY)) == 5


class FreeIsBudgetLessRows(TestCase):
    """Whatever is reserved, released, lapsed and spent: free is the budget less the rows that count."""

    @given(
        st.integers(0, 10**11),
        st.lists(
            st.tuples(st.integers(1, 10**9), st.sampled_from(["open", "released", "lapsed", "spent"])), max_size=8
        ),
        st.integers(0, 100),
    )
    def test_free_is_budget_less_rows(self, budget: int, rows: list[tuple[int, str]], hundredths: int) -> None:
        """Free is the budget less what counts; the guarantor holds back its share to the last part of a cent."""
        guarantor = make_fund(budget=Decimal(budget).scaleb(-2))
        fund = make_fund(
            budget=Decimal(budget).scaleb(-2),
            state="expected",
            guarantor=guarantor,
            reserve=Decimal(hundredths).scaleb(-2),
        )
        for cents, kind in rows:
            Reservation.objects.create(
                fund=fund,
                step="place",
                cost_kind="wage",
                cents=cents,
                reserved_on=TODAY,
                released_on=TODAY if kind == "released" else None,
                expires_on=TODAY - timedelta(days=1) if kind in {"lapsed", "spent"} else None,
                spent_on=TODAY if kind == "spent" else None,
            )
        used = sum(cents for cents, kind in rows if kind in {"open", "spent"})
        assert queries.balance(fund, TODAY).room == budget - used
        assert queries.balance(guarantor, TODAY).room == budget - Fraction(hundredths * used, 100)
        assert queries.free(guarantor, TODAY) == max(0, (100 * budget - hundredths * used) // 100)

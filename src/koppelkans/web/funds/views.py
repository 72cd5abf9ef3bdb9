"""The pages about money: the funds with what is left in them, one fund with its reservations, the verbs on them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from koppelkans.core.models import Municipality, Subject, TargetGroup
from koppelkans.core.roles import May
from koppelkans.core.terms import days
from koppelkans.core.vocabulary import CostKind
from koppelkans.documents.tables_out import Sheet, Value, write_xlsx
from koppelkans.funds import actions, queries, rules
from koppelkans.funds.models import Fund, Reservation
from koppelkans.funds.queries import Balance
from koppelkans.supply.models import Run
from koppelkans.web.door import Asked, opened
from koppelkans.web.funds.forms import FundForm, UsedForm, WhyForm
from koppelkans.web.money import euros, euros_of
from koppelkans.web.supply.flow import attempt, do, posted
from koppelkans.web.tables import Cell, Column, Fact, Table

A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def bar_of(balance: Balance) -> dict[str, Any]:
    """What is in a fund as one bar: spent, reserved, held back, free; in words to the cent."""
    parts = [
        (_("Uitgegeven"), balance.spent, "neutral"),
        (_("Gereserveerd"), balance.reserved, "info"),
        (_("Vast als garantie"), balance.held_back, "warning"),
        (_("Vrij"), balance.free, "free"),
    ]
    shown = [part for part in parts if part[1] or (part[2] == "free" and not balance.short)]
    return {"parts": shown, "total": balance.budget}


def fund_of(request: Asked, code: str) -> Fund:
    """The fund of this code, where this actor sees it."""
    return get_object_or_404(queries.visible_to(request.actor), code=code)


@opened(May.SEE_MONEY)
@require_GET
def funds(request: Asked) -> HttpResponse:
    """All funds with what is left in them."""
    today = timezone.localdate()
    rows = list(queries.visible_to(request.actor))
    balances = queries.balances(today)
    own = [balances[fund.pk] for fund in rows]
    total = Balance(
        sum(one.budget for one in own),
        sum(one.spent for one in own),
        sum(one.reserved for one in own),
        sum((one.vouched for one in own), Fraction(0)),
    )
    context = {
        "funds": [(fund, balances[fund.pk], bar_of(balances[fund.pk]), window_of(fund, today)) for fund in rows],
        "total": total,
        "total_bar": bar_of(total),
        "lapsing": _lapsing_table(queries.lapsing(today)[:A_PAGE]),
        "days": days("MONEY_LAPSES_SOON_DAYS"),
        "may_edit": request.actor.may(May.EDIT_MONEY),
    }
    return render(request, "funds/list.html", context)


def window_of(fund: Fund, today: date) -> tuple[Any, str]:
    """Whether the window of a fund is open, with its tone."""
    if fund.until < today:
        return _("Voorbij"), "neutral"
    if fund.start > today:
        return _("Begint later"), "info"
    return (_("Verwacht"), "warning") if fund.state == Fund.State.EXPECTED else (_("Open"), "good")


def _step(code: str, names: dict[str, str]) -> str:
    """A step in words: the place, or a run by name."""
    return gettext("werkplek") if code == "place" else names.get(code, code)


def _names(rows: Sequence[Reservation]) -> dict[str, str]:
    """The names of the runs in these reservations."""
    return dict(Run.objects.filter(code__in={row.step for row in rows}).values_list("code", "name"))


def _lapsing_table(rows: Any) -> Table:
    """What lapses soon."""
    found = list(rows)
    names = _names(found)
    columns = [Column(_("Vervalt na")), Column(_("Fonds")), Column(_("Stap")), Column(_("Bedrag"), number=True)]
    lines = [
        [
            row.expires_on,
            Cell(row.fund.name, url=reverse("funds:fund", args=[row.fund.code])),
            _step(row.step, names),
            euros(row.cents),
        ]
        for row in found
    ]
    return Table(columns, lines, caption=_("Wat binnenkort vervalt"))


def state_of(row: Reservation, today: date) -> tuple[Any, str]:
    """How a reservation stands, with its tone."""
    if row.spent_on is not None:
        return _("Uitgegeven"), "neutral"
    if row.released_on is not None:
        return _("Vrijgegeven"), "neutral"
    if row.expires_on is not None and row.expires_on < today:
        return _("Vervallen"), "bad"
    return _("Gereserveerd"), "info"


def _reservations(rows: Sequence[Reservation], today: date, may_edit: bool) -> Table:
    """The reservations of a fund."""
    names = _names(rows)
    columns = [
        Column(_("Voor wie")),
        Column(_("Stap")),
        Column(_("Kosten")),
        Column(_("Bedrag"), number=True),
        Column(_("Vervalt na")),
        Column(_("Stand")),
    ]
    lines = []
    for row in rows:
        words, tone = state_of(row, today)
        who = str(row.subject) if row.subject else gettext("de groep")
        url = reverse("funds:reservation", args=[row.pk]) if may_edit else ""
        kind = CostKind(row.cost_kind).label if row.cost_kind in CostKind.values else row.cost_kind
        cells = [Cell(who, url=url), _step(row.step, names), kind, euros(row.cents), row.expires_on]
        lines.append([*cells, Cell(words, tone=tone)])
    return Table(columns, lines, caption=_("Reserveringen"))


def _listed(codes: Sequence[str], names: dict[str, str]) -> str:
    return ", ".join(names.get(code, code) for code in codes)


def fund_facts(fund: Fund) -> list[Fact]:
    """What one wants to know of a fund."""
    places = {one.pk: str(one) for one in Municipality.objects.filter(pk__in=fund.municipalities)}
    groups = {one.pk: str(one) for one in TargetGroup.objects.filter(pk__in=fund.groups)}
    kinds = {kind.value: str(kind.label) for kind in CostKind}
    everybody = _("Alle")
    facts = [
        Fact(_("Voor stappen die beginnen vanaf"), date_format(fund.start, "j F Y")),
        Fact(_("Tot en met"), date_format(fund.until, "j F Y")),
        Fact(_("Betaalt"), _listed(fund.pays, kinds)),
        Fact(_("Kosten per groep"), _("Ja") if fund.pays_groups == Fund.YesNo.YES else _("Nee")),
        Fact(_("Gemeenten"), _listed(fund.municipalities, places) or everybody),
        Fact(_("Doelgroepen"), _listed(fund.groups, groups) or everybody),
        Fact(_("Sectoren"), ", ".join(fund.sectors) or everybody),
        Fact(_("Ten hoogste per persoon"), euros_of(fund.max_per_candidate) or _("Geen grens")),
    ]
    if fund.guarantor is not None:
        share = f"{float(queries.share_vouched(fund)) * 100:g}%"
        facts.append(
            Fact(
                _("Wie staat garant"),
                fund.guarantor.name,
                url=reverse("funds:fund", args=[fund.guarantor.code]),
                note=gettext("legt %(share)s vast van wat je gebruikt") % {"share": share},
            )
        )
    return facts


@opened(May.SEE_MONEY)
@require_GET
def fund(request: Asked, code: str) -> HttpResponse:
    """One fund with its reservations."""
    found, today = fund_of(request, code), timezone.localdate()
    balance = queries.balance(found, today)
    page = Paginator(queries.reservations_of(found), A_PAGE).get_page(request.GET.get("page"))
    may_edit = request.actor.may(May.EDIT_MONEY)
    context = {
        "fund": found,
        "balance": balance,
        "bar": bar_of(balance),
        "window": window_of(found, today),
        "facts": fund_facts(found),
        "vouches": found.vouches_for.all(),
        "page": page,
        "table": _reservations(list(page), today, may_edit),
        "may_edit": may_edit,
        "over": balance.room < 0,
    }
    return render(request, "funds/fund.html", context)


# ---- verbs


def _show(request: Asked, form: Any, heading: Any, cancel: str, lead: Any = "") -> HttpResponse:
    context = {"form": form, "heading": heading, "cancel": cancel, "lead": lead}
    return render(request, "funds/form.html", context)


@opened(May.EDIT_MONEY)
def new(request: Asked) -> HttpResponse:
    """A new fund."""
    form = FundForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.add_fund(by=request.actor, fields=form.values(), now=timezone.now()),
            rules.FIELD_OF,
        )
        if made is not None:
            return do(request, lambda: None, _("Het fonds staat erin."), reverse("funds:fund", args=[made.code]))
    return _show(request, form, _("Fonds toevoegen"), reverse("funds:list"))


@opened(May.EDIT_MONEY)
def edit(request: Asked, code: str) -> HttpResponse:
    """Change a fund."""
    found = fund_of(request, code)
    form = FundForm(posted(request), fund=found)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: actions.edit_fund(
                found,
                by=request.actor,
                fields=form.values(),
                now=timezone.now(),
                anyway=form.cleaned_data.get("anyway", False),
            ),
            rules.FIELD_OF,
        )
        if form.has_error("budget", rules.SHORT):
            form.offer_anyway()
        if saved is not None:
            return do(request, lambda: None, _("Opgeslagen."), reverse("funds:fund", args=[saved.code]))
    return _show(request, form, _("Fonds aanpassen"), reverse("funds:fund", args=[code]))


@opened(May.EDIT_MONEY)
def used(request: Asked, code: str) -> HttpResponse:
    """Write down what of somebody's ceiling was used elsewhere."""
    found, back = fund_of(request, code), reverse("funds:fund", args=[code])
    form = UsedForm(posted(request))
    if request.method == "POST" and form.is_valid():
        subject = Subject.objects.filter(pseudonym=form.cleaned_data["pseudonym"].strip()).first()
        amount = Decimal(form.cleaned_data["cents"]).scaleb(-2)
        if subject is None:
            form.add_error("pseudonym", str(rules.NOT_IN_MONEY))
        elif attempt(
            form,
            lambda: actions.record_used(found, by=request.actor, subject=subject, euros=amount, now=timezone.now()),
            {"unknown": "pseudonym", "amount": "cents"},
        ):
            return do(request, lambda: None, _("Opgeslagen."), back)
    lead = _("Dit telt mee voor het hoogste bedrag per persoon. Wat er stond, wordt vervangen.")
    return _show(request, form, _("Al gebruikt bedrag"), back, lead)


@opened(May.EDIT_MONEY)
def reservation(request: Asked, number: int) -> HttpResponse:
    """One reservation: give it back, or say that it is paid."""
    rows = Reservation.objects.select_related("fund", "subject").filter(fund__in=queries.visible_to(request.actor))
    row, today = get_object_or_404(rows, pk=number), timezone.localdate()
    back = reverse("funds:fund", args=[row.fund.code])
    form = WhyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        verb = actions.spend if "spend" in request.POST else actions.release
        told = _("Dit bedrag is uitgegeven.") if "spend" in request.POST else _("Dit bedrag is weer vrij.")
        why = form.cleaned_data["why"]
        return do(request, lambda: verb(row, by=request.actor, now=timezone.now(), why=why), told, back)
    state, tone = state_of(row, today)
    facts = [
        Fact(_("Fonds"), row.fund.name, url=back),
        Fact(_("Voor wie"), str(row.subject) if row.subject else _("De groep")),
        Fact(_("Stap"), _step(row.step, _names([row]))),
        Fact(_("Bedrag"), euros(row.cents)),
        Fact(_("Gereserveerd op"), row.reserved_on),
        Fact(_("Vervalt na"), row.expires_on or _("Vervalt niet")),
    ]
    context = {"row": row, "facts": facts, "form": form, "state": state, "tone": tone, "back": back}
    return render(request, "funds/reservation.html", context | {"open": not actions.against_release(row)})


# ---- out


@opened(May.SEE_MONEY)
@require_GET
def export(request: Asked) -> HttpResponseBase:
    """All funds and their reservations as a workbook, with amounts as numbers."""
    today = timezone.localdate()
    rows = list(queries.visible_to(request.actor))
    balances = queries.balances(today)
    head = [_("Code"), _("Naam"), _("Vanaf"), _("Tot en met"), _("Stand"), _("Garant"), _("Budget"), _("Uitgegeven")]
    head += [_("Gereserveerd"), _("Vast als garantie"), _("Vrij")]
    lines = [_fund_line(one, balances[one.pk], today) for one in rows]
    reservations = (
        Reservation.objects.filter(fund__in=rows).select_related("fund", "subject").order_by("fund__code", "pk")
    )
    names = [_("Fonds"), _("Kandidaat"), _("Stap"), _("Soort kosten"), _("Bedrag"), _("Gereserveerd op")]
    names += [_("Vervalt na"), _("Stand")]
    lists = (_reservation_line(row, today) for row in reservations.iterator())
    out = io.BytesIO()
    sheets = [
        Sheet(gettext("Fondsen"), [str(name) for name in head], lines),
        Sheet(gettext("Reserveringen"), [str(name) for name in names], lists),
    ]
    write_xlsx(sheets, out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"geld-{today}.xlsx", content_type=XLSX)


def _amount(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _fund_line(fund: Fund, balance: Balance, today: date) -> list[Value]:
    amounts = (balance.budget, balance.spent, balance.reserved, balance.held_back, balance.free - balance.short)
    guarantor = fund.guarantor.code if fund.guarantor else ""
    words = str(window_of(fund, today)[0])
    return [fund.code, fund.name, fund.start, fund.until, words, guarantor, *map(_amount, amounts)]


def _reservation_line(row: Reservation, today: date) -> list[Value]:
    who = str(row.subject) if row.subject else ""
    words = str(state_of(row, today)[0])
    kind = str(CostKind(row.cost_kind).label) if row.cost_kind in CostKind.values else row.cost_kind
    return [row.fund.code, who, row.step, kind, _amount(row.cents), row.reserved_on, row.expires_on, words]

"""A case worker's own people and what each waits for, the most urgent first; and saying that news was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from koppelkans.core.access import Unknown
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.journeys.actions import mark_told
from koppelkans.journeys.models import Telling
from koppelkans.journeys.queries_caseload import Case, caseload, counted, news
from koppelkans.journeys.waits import ACTS, Waits
from koppelkans.people.actions import candidates
from koppelkans.people.queries import contacts_shown
from koppelkans.web.door import Asked, opened
from koppelkans.web.forms import Form

PER_PAGE = 50
MINE = "mij"  # everything in which the case worker has to act
TONES: dict[str, str] = {
    Waits.TELL: "warning",
    Waits.CALL: "warning",
    Waits.TALK: "warning",
    Waits.ENDS: "warning",
    Waits.AGAIN: "info",
    Waits.SILENT: "warning",
    Waits.DECIDE: "info",
    Waits.ANSWER: "neutral",
    Waits.LATER: "neutral",
    Waits.NONE: "neutral",
    Waits.PARKED: "neutral",
    Waits.GOES_ON: "good",
}


class MineForm(Form):
    """Which of the own people."""

    stand = forms.ChoiceField(label=gettext_lazy("Wie laat je zien?"), required=False)

    def __init__(self, *args: Any, counts: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = sum(counts.get(state, 0) for state in ACTS)
        choices = [
            ("", _("iedereen (%(number)d)") % {"number": sum(counts.values())}),
            (MINE, _("wie op mij wacht (%(number)d)") % {"number": mine}),
        ]
        choices += [(state.value, f"{state.label} ({counts[state]})") for state in Waits if counts.get(state)]
        field = self.fields["stand"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type
        field.choices = choices


@dataclass(frozen=True)
class Row:
    """One person in the list."""

    case: Case
    name: str
    url: str
    label: str
    tone: str
    what: str
    where: str


@opened(May.DECIDE)
@require_GET
def mine(request: Asked) -> HttpResponse:
    """My candidates."""
    now = timezone.now()
    today = timezone.localdate(now)
    every = caseload(request.actor, today)
    counts = counted(every)
    form = MineForm(request.GET or None, counts=counts)
    chosen = request.GET.get("stand", "")
    shown = [case for case in every if _is_shown(case, chosen)]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    names = contacts_shown([case.candidate for case in page], request.actor)
    candidates.show_list(by=request.actor, contacts=names, now=now)
    context = {
        "form": form,
        "page": page,
        "rows": [_row(case, names, today) for case in page],
        "people": len(every),
        "narrowed": bool(chosen),
    }
    return render(request, "planning/mine.html", context)


def _is_shown(case: Case, chosen: str) -> bool:
    return not chosen or case.state == chosen or (chosen == MINE and case.state in ACTS)


def _row(case: Case, names: dict[int, Any], today: Any) -> Row:
    card = names.get(case.candidate.pk)
    person = reverse("people:detail", args=[str(case.candidate)])
    proposal = case.agreement.decision.proposal if case.agreement else case.proposal
    return Row(
        case=case,
        name=card.name if card else "",
        url=reverse("planning:proposal", args=[proposal.pk]) if proposal else person,
        label=str(case.state.label),
        tone=TONES[case.state],
        what=_what(case, today),
        where=str(proposal.place) if proposal is not None and proposal.place is not None else "",
    )


def _what(case: Case, today: Any) -> str:
    """What it waits for, in a few words with its day."""
    day = f"{case.day:%d-%m-%Y}" if case.day else ""
    who = ", ".join(str(party.organisation or _("de kandidaat")) for party in case.parties)
    if case.state in {Waits.TELL, Waits.CALL}:
        return "; ".join(telling.says for telling in case.tellings)
    if case.state in {Waits.TALK, Waits.ENDS, Waits.ANSWER}:
        return _("van %(who)s, tot en met %(day)s") % {"who": who, "day": day}
    if case.state in {Waits.SILENT, Waits.DECIDE} and case.day:
        days = (today - case.day).days
        return ngettext("%(days)d dag oud", "%(days)d dagen oud", days) % {"days": days} if days else _("van vandaag")
    if case.state in {Waits.AGAIN, Waits.LATER, Waits.PARKED} and day:
        return _("op %(day)s") % {"day": day} if case.state != Waits.PARKED else _("tot %(day)s") % {"day": day}
    if case.state == Waits.GOES_ON:
        return _("vanaf %(day)s") % {"day": day}
    return _("doet mee in de volgende ronde") if case.state == Waits.NONE else ""


@opened(May.DECIDE)
@require_POST
def told(request: Asked, pk: int) -> HttpResponse:
    """Say that the candidate was told."""
    telling = news(request.actor).filter(pk=pk).select_related("candidate").first()
    if telling is None:
        found = Telling.objects.filter(request.actor.within(May.DECIDE, "candidate__municipality"), pk=pk)
        if not found.exists():
            raise Unknown(pk)
        return redirect("planning:mine")  # told already, in another window
    try:
        mark_told(telling, by=request.actor, now=timezone.now())
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
    else:
        messages.success(request, _("Opgeschreven dat je het hebt verteld."))
    return redirect("planning:mine")

"""A candidate comes in, is changed and confirmed, stands still, leaves and comes back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from koppelkans.core.models import Municipality
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.journeys.actions import let_leave
from koppelkans.journeys.queries import held_for
from koppelkans.people import states
from koppelkans.people.actions import candidates
from koppelkans.people.models import Candidate
from koppelkans.web.door import Asked, opened
from koppelkans.web.people.flow import ask, do, editable, page_of, posted
from koppelkans.web.people.forms import EditForm, RegisterForm
from koppelkans.web.people.forms_more import ReasonForm


@opened(May.EDIT_PEOPLE)
def register(request: Asked) -> HttpResponse:
    """Form for a new candidate."""
    municipalities = Municipality.objects.filter(request.actor.within(May.EDIT_PEOPLE, "code"))
    form = RegisterForm(
        posted(request), municipalities=municipalities, initial={"available_from": timezone.localdate()}
    )
    made: list[Candidate] = []
    answer = ask(
        request,
        form,
        lambda data: made.append(
            candidates.register(
                by=request.actor,
                municipality=data["municipality"],
                profile=form.profile(),
                contact=form.contact(),
                pseudonym=form.pseudonym(),
                today=timezone.localdate(),
                now=timezone.now(),
            )
        ),
        heading=_("Nieuwe kandidaat"),
        lead=_("Begin met weinig. De rest vul je aan op de pagina van de kandidaat."),
        submit=_("Kandidaat toevoegen"),
        done=_("De kandidaat staat erin. Vul nu aan wat je weet."),
        back=reverse("people:list"),
    )
    if made:
        answer["Location"] = page_of(made[0])
    return answer


@opened(May.EDIT_PEOPLE)
def edit(request: Asked, pseudonym: str) -> HttpResponse:
    """Form for the profile."""
    candidate = editable(request, pseudonym)
    form = EditForm(posted(request), candidate=candidate)

    def act(data: dict[str, Any]) -> None:
        try:
            candidates.edit_profile(
                candidate,
                by=request.actor,
                profile=form.profile(candidate),
                seen=data["seen"],
                today=timezone.localdate(),
                now=timezone.now(),
            )
        except Refused as refused:
            if any(reason.code == "changed" for reason in refused.reasons):
                form.seen_again()
            raise

    return ask(
        request,
        form,
        act,
        heading=_("Gegevens aanpassen"),
        lead=_("Als je opslaat, bevestig je ook dat de gegevens kloppen."),
        done=_("De gegevens zijn opgeslagen."),
        back=page_of(candidate),
        candidate=candidate,
    )


@require_POST
@opened(May.EDIT_PEOPLE)
def confirm(request: Asked, pseudonym: str) -> HttpResponse:
    """Everything is still right."""
    candidate = editable(request, pseudonym)
    return do(
        request,
        lambda: candidates.confirm_profile(candidate, by=request.actor, today=timezone.localdate(), now=timezone.now()),
        done=_("Genoteerd: de gegevens kloppen nog."),
        back=page_of(candidate),
    )


@opened(May.EDIT_PEOPLE)
def park(request: Asked, pseudonym: str) -> HttpResponse:
    """Form to let somebody stand still for a while."""
    candidate = editable(request, pseudonym)
    form = ReasonForm(posted(request), reasons=states.PARK_REASONS, asks_until=True)
    return ask(
        request,
        form,
        lambda data: candidates.park(
            candidate,
            by=request.actor,
            reason=data["reason"],
            until=data["until"],
            today=timezone.localdate(),
            now=timezone.now(),
        ),
        heading=_("Stilzetten"),
        lead=_("We plannen even niet voor deze persoon. De gegevens blijven staan."),
        submit=_("Stilzetten"),
        done=_("Deze persoon staat nu stil."),
        back=page_of(candidate),
        candidate=candidate,
    )


@opened(May.EDIT_PEOPLE)
def leave(request: Asked, pseudonym: str) -> HttpResponse:
    """Form to let somebody leave."""
    candidate = editable(request, pseudonym)
    form = ReasonForm(posted(request), reasons=states.LEAVE_REASONS, asks_until=False)
    held = held_for(candidate, timezone.localdate())
    return ask(
        request,
        form,
        lambda data: let_leave(candidate, by=request.actor, reason=data["reason"], now=timezone.now()),
        heading=_("Laten stoppen"),
        lead=_("Deze persoon doet dan niet meer mee. Na een tijd worden de gegevens gewist.")
        if not held
        else _("Deze persoon doet dan niet meer mee. Dit komt vrij, met het geld ervoor: %(held)s.")
        % {"held": "; ".join(held)},
        submit=_("Laten stoppen"),
        danger=True,
        done=_("Deze persoon is gestopt."),
        back=page_of(candidate),
        candidate=candidate,
    )


@require_POST
@opened(May.EDIT_PEOPLE)
def resume(request: Asked, pseudonym: str) -> HttpResponse:
    """Somebody takes part again."""
    candidate = editable(request, pseudonym)
    return do(
        request,
        lambda: candidates.resume(candidate, by=request.actor, now=timezone.now()),
        done=_("Deze persoon doet weer mee."),
        back=page_of(candidate),
    )

"""Who hears what about a pathway: by mail, in their own language, without a name and without anybody's reason.

Mail is no safe place: organisations and case workers read a pseudonym, the candidate reads no more than that there is
news and where the question is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from koppelkans.core.actions import outbox
from koppelkans.core.models import Cover, User
from koppelkans.core.queries.users import addresses_of
from koppelkans.journeys.models import Consent, Decision, Telling
from koppelkans.journeys.words import words_of
from koppelkans.people.models import Candidate, ContactCard
from koppelkans.planning.models import Proposal
from koppelkans.supply.models import Run

# why an organisation hears that something is over: by what happened
OVER: dict[str, str | Promise] = {
    "refused": gettext_lazy("Het gaat niet door: niet iedereen kan of wil. Je hoeft niets te doen."),
    "lapsed": gettext_lazy("Het gaat niet door: er kwam niet op tijd antwoord. Je hoeft niets te doen."),
    "withdrawn": gettext_lazy("De vraag is ingetrokken. Je hoeft niets te doen."),
    "group-closed": gettext_lazy("Het gaat niet door: een groep op de route begint niet. Je hoeft niets te doen."),
}
NEWS: dict[str, str | Promise] = {
    Telling.What.REFUSED: gettext_lazy("Een van de partijen zegt nee. De plekken en het geld zijn weer vrij."),
    Telling.What.LAPSED: gettext_lazy("Er kwam niet op tijd antwoord. De plekken en het geld zijn weer vrij."),
    Telling.What.GROUP_CLOSED: gettext_lazy("Een groep begint niet. De plekken en het geld zijn weer vrij."),
    Telling.What.TALK: gettext_lazy("Er is iemand die eerst wil praten."),
    Telling.What.COMPLETE: gettext_lazy("Iedereen zegt ja. Het gaat door."),
}


def card_of(candidate: Candidate) -> ContactCard | None:
    """The contact card, where there is one."""
    try:
        return candidate.contact_card
    except ObjectDoesNotExist:
        return None


def language_of(candidate: Candidate) -> str:
    """The language in which a candidate is asked."""
    card = card_of(candidate)
    return words_of(card.language if card and card.language else "nl").code


def address(token: str) -> str:
    """Where the question of a link is answered."""
    return f"{settings.SITE_URL}/ja/{token}/"


def reachable(consent: Consent, today: date) -> list[tuple[str, str]]:
    """The mail addresses of a party, each with its language; empty: somebody has to call or to give a sheet."""
    if consent.organisation is not None:
        return addresses_of([consent.organisation], today)[consent.organisation.pk]
    card = card_of(consent.agreement.decision.proposal.candidate)
    return [(card.email, consent.language)] if card and card.email else []


def put_question(consent: Consent, token: str, *, again: bool, now: datetime, today: date) -> bool:
    """Mail a party its question with the link; returns whether there was anybody to mail."""
    to = reachable(consent, today)
    for mail, language in to:
        if consent.party == Consent.Party.CANDIDATE:
            subject, body = _to_candidate(consent, token, again=again)
        else:
            with override(language):
                subject, body = _to_organisation(consent, token, again=again)
        outbox.write(mail, subject=subject, body=body, now=now)
    return bool(to)


def _to_candidate(consent: Consent, token: str, *, again: bool) -> tuple[str, str]:
    """What a candidate is asked by mail: that there is a question, until when, and where."""
    words = words_of(consent.language)
    subject = words.say("mail_again" if again else "mail_subject")
    body = words.say("mail_body", day=words.day(consent.agreement.due_on), url=address(token))
    return subject, body


def _to_organisation(consent: Consent, token: str, *, again: bool) -> tuple[str, str]:
    proposal = consent.agreement.decision.proposal
    values = {
        "name": consent.organisation,
        "who": proposal.candidate,
        "steps": "\n".join(f"- {line}" for line in steps_told(consent)),
        "day": date_format(consent.agreement.due_on, "j F Y"),
        "url": address(token),
    }
    body = _(
        "Hallo %(name)s,\n\n"
        "Wij willen graag dat %(who)s bij jullie komt:\n\n%(steps)s\n\n"
        "Kan dat? Open deze pagina en kies: ja, eerst praten, of nee.\n%(url)s\n\n"
        "Doe dat uiterlijk op %(day)s. Horen wij niets, dan geven wij de plek weer vrij.\n"
    )
    subject = _("Herinnering: kan %(who)s bij jullie komen?") if again else _("Kan %(who)s bij jullie komen?")
    return subject % values, body % values


def steps_told(consent: Consent) -> list[str]:
    """What a party is asked about: each of its runs, or its place, with the first day."""
    proposal = consent.agreement.decision.proposal
    runs = Run.objects.filter(code__in=consent.steps).order_by("start", "code")
    lines = [_step(run.name, run.start) for run in runs]
    if "place" in consent.steps and proposal.place is not None and proposal.first_day is not None:
        lines.append(_step(str(proposal.place.occupation), proposal.first_day))
    return lines


def _step(name: str, day: date) -> str:
    return _("%(name)s, vanaf %(day)s") % {"name": name, "day": date_format(day, "j F Y")}


def over(consents: Iterable[Consent], *, why: str, now: datetime, today: date) -> None:
    """Everybody who was asked hears that it is over; who said no knows already why, nobody else does."""
    for consent in consents:
        who = consent.agreement.decision.proposal.candidate
        for mail, language in reachable(consent, today):
            if consent.party == Consent.Party.CANDIDATE:
                words = words_of(consent.language)
                outbox.write(mail, subject=words.say("over_subject"), body=words.say(f"over_{_key(why)}"), now=now)
                continue
            with override(language):
                values = {"name": consent.organisation, "who": who, "steps": "\n".join(steps_told(consent))}
                body = _("Hallo %(name)s,\n\nWij vroegen of %(who)s bij jullie kan komen:\n\n%(steps)s\n\n") % values
                subject = _("%(who)s komt niet") % values
                outbox.write(mail, subject=subject, body=f"{body}{OVER[why]}\n", now=now)


def _key(why: str) -> str:
    return why.replace("-", "_")


def complete(consents: Iterable[Consent], *, now: datetime, today: date) -> None:
    """Everybody said yes: everybody hears it."""
    for consent in consents:
        who = consent.agreement.decision.proposal.candidate
        for mail, language in reachable(consent, today):
            if consent.party == Consent.Party.CANDIDATE:
                words = words_of(consent.language)
                outbox.write(mail, subject=words.say("yes_subject"), body=words.say("yes_body"), now=now)
                continue
            with override(language):
                values = {"name": consent.organisation, "who": who, "steps": "\n".join(steps_told(consent))}
                body = _("Hallo %(name)s,\n\nIedereen zegt ja. %(who)s komt:\n\n%(steps)s\n\nDank je wel.\n") % values
                outbox.write(mail, subject=_("%(who)s komt") % values, body=body, now=now)


def case_workers(candidate: Candidate, decision: Decision, today: date) -> list[User]:
    """Who hears news about somebody: the own case worker (else who decided), and who stands in for them today."""
    worker = candidate.owner if candidate.owner is not None else decision.by
    covers = Cover.objects.filter(absent=worker, since__lte=today, until__gte=today).select_related("stand_in")
    return [user for user in (worker, *(row.stand_in for row in covers)) if user.is_active]


def tell_case_worker(proposal: Proposal, decision: Decision, what: str, *, now: datetime, today: date) -> None:
    """One mail: that there is news, and where to read it."""
    _mail_workers(proposal, decision, lambda: str(NEWS[what]), now=now, today=today)


def tell_unreachable(proposal: Proposal, decision: Decision, *, now: datetime, today: date) -> None:
    """Somebody who is asked has no mail address and is silent: the case worker has to."""
    _mail_workers(
        proposal,
        decision,
        lambda: _("Wij wachten nog op een antwoord. Wij hebben geen e-mailadres: bel, of geef de vraag op papier."),
        now=now,
        today=today,
    )


def _mail_workers(
    proposal: Proposal, decision: Decision, says: Callable[[], str], *, now: datetime, today: date
) -> None:
    url = f"{settings.SITE_URL}/rondes/voorstel/{proposal.pk}/"
    for user in case_workers(proposal.candidate, decision, today):
        with override(user.language):
            subject = _("Nieuws over %(who)s") % {"who": proposal.candidate}
            outbox.write(user.email, subject=subject, body=f"{says()}\n\n{url}\n", now=now)

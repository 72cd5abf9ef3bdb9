"""What an accepted pathway asks of its three parties, what each answered, and who still has to be told what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.fields import CodesField
from koppelkans.core.models import Organisation
from koppelkans.journeys.models.decisions import Decision
from koppelkans.people.models import Candidate


class Agreement(models.Model):
    """The yes of candidate, providers and employer to one accepted proposal; without it all is free again."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("wacht op antwoord")
        COMPLETE = "complete", _("iedereen zegt ja")
        REFUSED = "refused", _("iemand zegt nee")
        LAPSED = "lapsed", _("geen antwoord gekregen")
        WITHDRAWN = "withdrawn", _("ingetrokken")

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="agreement")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    due_on = models.DateField(_("antwoord voor"))  # the last day on which an answer counts
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.decision}: {self.state}"


class Consent(models.Model):
    """The answer of one party."""

    class Party(models.TextChoices):
        """Who is asked."""

        CANDIDATE = "candidate", _("kandidaat")
        PROVIDER = "provider", _("opleider")
        EMPLOYER = "employer", _("werkgever")

    class Answer(models.TextChoices):
        """What was answered."""

        WAITING = "waiting", _("nog geen antwoord")
        TALK = "talk", _("wil eerst praten")
        YES = "yes", _("ja")
        NO = "no", _("nee")
        LAPSED = "lapsed", _("niet geantwoord")

    class Refusal(models.TextChoices):
        """Closed reasons of a no; a candidate need not give one."""

        OTHER_PLACE = "other-place", _("liever een andere plek")
        OTHER_WORK = "other-work", _("liever ander werk")
        NOT_NOW = "not-now", _("nu niet")
        FULL = "full", _("de plek is al vergeven")
        CHANGED = "changed", _("de plek of de training is veranderd")
        NO_FIT = "no-fit", _("past niet bij het werk")
        NOT_SAID = "not-said", _("wil het niet zeggen")

    class How(models.TextChoices):
        """How the answer came."""

        LINK = "link", _("met de link")
        TOLD = "told", _("gezegd tegen een medewerker")

    OPEN = (Answer.WAITING, Answer.TALK)  # an answer can still come

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="consents")
    party = models.CharField(_("wie"), max_length=10, choices=Party)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    steps = CodesField()  # the runs, or "place", that this party is asked about
    answer = models.CharField(_("antwoord"), max_length=10, choices=Answer, default=Answer.WAITING)
    refusal = models.CharField(_("reden"), max_length=20, choices=Refusal, blank=True)
    how = models.CharField(max_length=10, choices=How, blank=True)
    language = models.CharField(max_length=8, default="nl")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer__in=["waiting", "talk", "lapsed"]) | models.Q(answered_at__isnull=False),
                name="consent_answer_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(party="candidate", organisation=None)
                | (~models.Q(party="candidate") & models.Q(organisation__isnull=False)),
                name="consent_party_or_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.party} {self.answer}"

    @property
    def said_by(self) -> str:
        """Who said it, in what there is to tell."""
        return f"{self.party}:{self.pk}"


class Telling(models.Model):
    """Something that happened to somebody's pathway and that the case worker still has to tell the candidate."""

    class What(models.TextChoices):
        """What there is to tell."""

        REFUSED = "refused", _("een partij zegt nee")
        LAPSED = "lapsed", _("er kwam geen antwoord")
        GROUP_CLOSED = "group-closed", _("de groep gaat niet door")
        TALK = "talk", _("de kandidaat wil eerst praten")
        COMPLETE = "complete", _("iedereen zegt ja")

    SAID = (What.REFUSED, What.TALK)  # of these a party is the cause
    OWN = f"{Consent.Party.CANDIDATE.value}:"

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=What)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")
    thing = models.CharField(max_length=64, blank=True)  # code of the run that is closed, or who said it (`said_by`)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.what}"

    @property
    def is_own(self) -> bool:
        """Whether the candidate did this: they know it, and would like to be called."""
        return self.what in self.SAID and self.thing.startswith(self.OWN)

    @property
    def says(self) -> str:
        """What happened, in a few words."""
        if self.is_own:
            no = self.what == self.What.REFUSED
            return str(_("de kandidaat zegt nee: bel") if no else _("de kandidaat wil eerst praten: bel"))
        if self.what == self.What.TALK:
            return str(_("een partij wil eerst praten"))
        return str(self.get_what_display())

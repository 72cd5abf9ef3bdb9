"""The decision of a person about a proposal."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.planning.models import Proposal


class Decision(models.Model):
    """Accept, decline or defer: with a name, a time and a reason; the last one counts."""

    class Outcome(models.TextChoices):
        """What was decided."""

        ACCEPTED = "accepted", _("gaat door")
        DECLINED = "declined", _("gaat niet door")
        DEFERRED = "deferred", _("later beslissen")
        UNDONE = "undone", _("teruggedraaid")

    class Reason(models.TextChoices):
        """Closed reasons for not going on, each with an effect (`journeys.effects`)."""

        NOT_THIS_PLACE = "not-this-place", _("niet deze plek")
        NOT_THIS_OCCUPATION = "not-this-occupation", _("niet dit beroep")
        NOT_NOW = "not-now", _("niet op dit moment")
        FACTS_WRONG = "facts-wrong", _("de gegevens kloppen niet")
        OTHER = "other", _("iets anders")

    class Voice(models.TextChoices):
        """What the candidate says of the proposal."""

        YES = "yes", _("wil dit graag")
        UNSURE = "unsure", _("twijfelt")
        NO = "no", _("wil dit niet")
        NOT_ASKED = "not-asked", _("nog niet gesproken")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("besluit"), max_length=10, choices=Outcome)
    reason = models.CharField(_("reden"), max_length=24, choices=Reason, blank=True)
    voice = models.CharField(_("wat wil de kandidaat"), max_length=10, choices=Voice, blank=True)
    own_words = models.TextField(_("in de woorden van de kandidaat"), blank=True, max_length=2000)
    effects = models.JSONField(default=list, blank=True)  # what the reason changed, so that it can be taken back
    again_on = models.DateField(_("weer bekijken op"), null=True, blank=True)  # of a decision that was put off
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        get_latest_by = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome="declined") | ~models.Q(reason=""),
                name="decision_declined_has_reason",
                violation_error_message=_("Kies een reden."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.outcome}"

    @property
    def decided_on(self) -> date:
        """The day of the decision, here."""
        return timezone.localdate(self.at)

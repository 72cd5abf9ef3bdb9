"""What is decided about a proposal, with the candidate at the table; each reason for a no says what it changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.journeys.models import Decision
from koppelkans.web.forms import Form

OUTCOMES = [
    ("accepted", _("Het gaat door")),
    ("declined", _("Het gaat niet door")),
    ("deferred", _("Nu nog niet beslissen")),
]
REASONS = [
    ("", _("Kies een reden")),
    (Decision.Reason.NOT_THIS_PLACE.value, _("niet deze plek: wij stellen die niet meer voor")),
    (Decision.Reason.NOT_THIS_OCCUPATION.value, _("niet dit beroep: de wens gaat eruit")),
    (Decision.Reason.NOT_NOW.value, _("niet op dit moment: staat stil tot de dag hieronder")),
    (Decision.Reason.FACTS_WRONG.value, _("de gegevens kloppen niet: eerst nakijken")),
    (Decision.Reason.OTHER.value, _("iets anders: er verandert niets")),
]


class DecisionForm(Form):
    """The decision; sensitive words are told of first."""

    outcome = forms.ChoiceField(label=_("Wat is het besluit?"), widget=forms.RadioSelect, choices=OUTCOMES)
    reason = forms.ChoiceField(label=_("Waarom niet? (alleen als het niet doorgaat)"), choices=REASONS, required=False)
    again_on = forms.DateField(
        label=_("Wanneer kijk je weer?"),
        help_text=_("Bij ‘niet op dit moment’ moet je een dag kiezen. Bij ‘nu nog niet’ kiezen wij anders een week."),
        required=False,
    )
    voice = forms.ChoiceField(
        label=_("Wat wil de kandidaat?"),
        choices=[(Decision.Voice.NOT_ASKED.value, _("nog niet gesproken")), *Decision.Voice.choices[:3]],
        required=False,
    )
    own_words = forms.CharField(
        label=_("Wat zegt de kandidaat zelf?"),
        help_text=_("Schrijf niets over gezondheid, geloof of afkomst."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    anyway = forms.BooleanField(label=_("Toch opslaan: dit is nodig of er staat iets anders"), required=False)

    def __init__(self, *args: Any, possible: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("reason", "again_on"):
            self.fields[name].sometimes_needed = True  # type: ignore[attr-defined]
        self.hidden_box = self.fields.pop("anyway")
        if self.data.get("anyway"):
            self.offer_anyway()
        if not possible:
            field = self.fields["outcome"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type
            field.choices = [choice for choice in OUTCOMES if choice[0] != "accepted"]

    def offer_anyway(self) -> None:
        """Show the box to keep words that do not belong here."""
        self.fields["anyway"] = self.hidden_box

    def clean(self) -> dict[str, Any]:
        """A no has a reason; what belongs to another outcome is not kept."""
        data: dict[str, Any] = super().clean() or {}
        outcome = data.get("outcome")
        if outcome == "declined" and not data.get("reason"):
            self.add_error("reason", _("Kies waarom het niet doorgaat."))
        if outcome != "declined":
            data["reason"] = ""
        if outcome == "accepted":
            data["again_on"] = None
        data["voice"] = data.get("voice") or Decision.Voice.NOT_ASKED
        return data

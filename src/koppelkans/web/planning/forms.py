"""Forms about decisions."""

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


class DecisionForm(Form):
    """What is decided about a proposal, with the candidate at the table; sensitive words are told of first."""

    outcome = forms.ChoiceField(label=_("Wat is het besluit?"), widget=forms.RadioSelect, choices=OUTCOMES)
    reason = forms.ChoiceField(
        label=_("Waarom niet? (alleen als het niet doorgaat)"),
        choices=[("", _("Kies een reden")), *Decision.Reason.choices],
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
        self.fields["reason"].sometimes_needed = True  # type: ignore[attr-defined]
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
        """A no has a reason."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("outcome") == "declined" and not data.get("reason"):
            self.add_error("reason", _("Kies waarom het niet doorgaat."))
        return data

"""Forms about what-ifs and requests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.folder import codes
from koppelkans.core.models import User
from koppelkans.core.roles import May
from koppelkans.people.models import Candidate
from koppelkans.planning.models import Request
from koppelkans.planning.what_if import Kind, Things
from koppelkans.web.forms import Form, MoneyField

MOST_COUNT = 100_000
MOST_MINUTES = 600
LEAST = {"place-seats": 1}

ASKED_OF = {
    "run": _("Welke groep?"),
    "place": _("Welke werkplek?"),
    "employer": _("Welke werkgever?"),
    "fund": _("Welk fonds?"),
    "person": _("Wie?"),
    "weight": _("Wat telt anders?"),
    "floor": _("Welke groep mensen?"),
}
ASKED_VALUE = {
    "count": _("Welk aantal wordt het?"),
    "money": _("Welk bedrag wordt het?"),
    "day": _("Welke dag wordt het?"),
    "minutes": _("Hoeveel minuten wordt het?"),
    "weight": _("Als hoeveel procentpunt kans telt het?"),
    "share": _("Welk deel wordt het?"),
    "level": _("Welk niveau komt erbij?"),
}


class ChangeForm(Form):
    """One change: of what, and what it becomes."""

    def __init__(self, *args: Any, kind: Kind, things: Things, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.things, self.actor = kind, things, actor
        thing = self._thing()
        thing.label = ASKED_OF[kind.of]
        value = self._value()
        value.label = ASKED_VALUE[kind.type]
        self.fields["ding"], self.fields["waarde"] = thing, value

    def _thing(self) -> forms.Field:
        if self.kind.of == "person":
            return forms.CharField(max_length=64, help_text=_("Vul de code in, bijvoorbeeld K-7BZR3PQT."))
        ids = self.things.ids(self.kind)
        return forms.ChoiceField(choices=[("", _("Kies …")), *((id_, self._option(id_)) for id_ in ids)])

    def _option(self, id_: str) -> str:
        now = self.things.in_words(self.kind, id_, self.things.value(self.kind, id_))
        return str(_("%(name)s – nu %(now)s")) % {"name": self.things.name(self.kind, id_), "now": now}

    def _value(self) -> forms.Field:
        match self.kind.type:
            case "money":
                return MoneyField()
            case "day":
                return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
            case "level":
                rows = self.things.rows("credentials.csv").values()
                levels = [(row["credential"], row["name"]) for row in rows if row["kind"] == "language"]
                return forms.ChoiceField(choices=[("", _("Kies …")), *levels])
            case "weight":
                return forms.FloatField(
                    min_value=0, max_value=1000, help_text=_("Nul: dit telt niet mee."), localize=True
                )
            case "share":
                unit = forms.NumberInput(attrs={"data-unit": "%"})
                return forms.IntegerField(min_value=0, max_value=100, widget=unit)
            case "minutes":
                return forms.IntegerField(min_value=0, max_value=MOST_MINUTES)
        return forms.IntegerField(min_value=LEAST.get(self.kind.code, 0), max_value=MOST_COUNT)

    def clean_ding(self) -> str:
        """Somebody takes part in the round and is seen by who asks; other things are chosen from a list."""
        id_ = str(self.cleaned_data["ding"]).strip()
        if self.kind.of != "person":
            return id_
        seen = self.actor.may(May.SEE_PEOPLE) and Candidate.objects.filter(
            self.actor.within(May.SEE_PEOPLE), subject__pseudonym=id_
        )
        if not seen or not seen.exists() or id_ not in self.things.rows("candidates.csv"):
            raise forms.ValidationError(_("Deze persoon doet niet mee in deze ronde. Kijk of de code klopt."))
        return id_

    def clean(self) -> dict[str, Any]:
        """A level is new for who gets it."""
        data: dict[str, Any] = super().clean() or {}
        held = codes(self.things.value(self.kind, data.get("ding", ""))) if self.kind.type == "level" else []
        if data.get("waarde") in held:
            self.add_error("waarde", _("Deze persoon heeft dit niveau al. Kies een ander niveau."))
        return data

    @property
    def cell(self) -> str:
        """The value as the region folder writes it."""
        value = self.cleaned_data["waarde"]
        if self.kind.type == "money":
            return f"{value // 100}.{value % 100:02d}"
        if self.kind.type == "weight":
            return f"{value / self.things.points(self.cleaned_data['ding']):.10g}"
        if self.kind.type == "share":
            return str(value / 100)
        return value.isoformat() if isinstance(value, date) else str(value)


class NameForm(Form):
    """What a what-if is called."""

    name = forms.CharField(
        label=_("Hoe noem je dit?"), max_length=120, help_text=_("Zo vind je het terug. Noem geen namen van mensen.")
    )


class RequestForm(Form):
    """What is asked, of whom, and before when."""

    text = forms.CharField(
        label=_("Wat vraag je?"),
        help_text=_("Noem geen namen van kandidaten. Je vraag gaat ook per e-mail."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
    )
    owner = forms.ModelChoiceField(
        label=_("Wie pakt dit op?"), queryset=User.objects.none(), empty_label=_("Kies iemand")
    )
    due_on = forms.DateField(label=_("Voor wanneer?"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type
        field.queryset = owners


class AnswerForm(Form):
    """Whether it worked out."""

    state = forms.ChoiceField(
        label=_("Is het gelukt?"),
        widget=forms.RadioSelect,
        choices=[(Request.State.DONE, _("Ja, gelukt")), (Request.State.REFUSED, _("Nee, dit kan niet"))],
    )
    words = forms.CharField(
        label=_("Wat wil je erbij zeggen?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=300, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].sometimes_needed = True  # type: ignore[attr-defined]

"""The filters of the list of offers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.models import Municipality, Occupation
from koppelkans.core.roles import May
from koppelkans.core.vocabulary import PlaceKind
from koppelkans.supply import queries
from koppelkans.supply.searching import PLACE, RUN, Search
from koppelkans.web.forms import Form


class FindForm(Form):
    """Kind, words, occupation, where, when, free, stale."""

    kind = forms.ChoiceField(
        required=False,
        label=_("Wat"),
        choices=[("", _("Alles")), (RUN, _("Trainingen")), (PLACE, _("Alle plekken")), *PlaceKind.choices],
    )
    q = forms.CharField(
        required=False, max_length=100, label=_("Zoek op naam"), widget=forms.TextInput(attrs={"size": 18})
    )
    occupation = forms.ModelChoiceField(
        Occupation.objects.all(), required=False, label=_("Beroep"), empty_label=_("Alle beroepen")
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.all(), required=False, label=_("Gemeente"), empty_label=_("Alle gemeenten")
    )
    postcode = forms.CharField(
        required=False, max_length=8, label=_("Postcode"), widget=forms.TextInput(attrs={"size": 6})
    )
    starts = forms.DateField(required=False, label=_("Begint na"))
    free = forms.BooleanField(required=False, label=_("Nog plek"))
    stale = forms.BooleanField(required=False, label=_("Nog bevestigen"))
    labelled = forms.BooleanField(required=False, label=_("Diploma met werkgarantie"))
    everything = forms.BooleanField(required=False, label=_("Ook wat voorbij is"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = actor.organisations(May.SEE_OFFERS)
        if organisations and not queries.sees_all(actor):
            # somebody with a handful of offers of their own needs few filters
            for name in ("occupation", "municipality", "postcode"):
                del self.fields[name]
            if not actor.may(May.EDIT_RUNS) or not actor.may(May.EDIT_PLACES):
                del self.fields["kind"]

    def search(self, sort: str) -> Search:
        """What is asked; a filter that makes no sense asks nothing."""
        self.full_clean()
        found = self.cleaned_data
        occupation, municipality = found.get("occupation"), found.get("municipality")
        return Search(
            kind=found.get("kind") or "",
            text=(found.get("q") or "").strip(),
            occupation=occupation.pk if occupation else "",
            municipality=municipality.pk if municipality else "",
            postcode=(found.get("postcode") or "").strip(),
            starts=found.get("starts"),
            free=bool(found.get("free")),
            stale=bool(found.get("stale")),
            labelled=bool(found.get("labelled")),
            everything=bool(found.get("everything")),
            sort=sort,
        )

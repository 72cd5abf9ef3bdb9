"""The filters of a board."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import TargetGroup
from koppelkans.planning import board
from koppelkans.web.forms import Form

MINE = "mijn"
DECIDED = {
    "open": _("Nog geen besluit"),
    "accepted": _("Gaat door"),
    "declined": _("Gaat niet door"),
    "deferred": _("Later beslissen"),
}
Pairs = list[tuple[str, Any]]


def asked_for(query: QueryDict) -> board.Search:
    """What the address of a board asks for."""
    kind, _colon, code = query.get("werk", "").partition(":")
    return board.Search(
        who=board.UNPLACED if query.get("wie") == board.UNPLACED else board.PLACED,
        text=query.get("q", ""),
        municipality=_plain(query, "gemeente"),
        group=_plain(query, "groep"),
        sector=code if kind == "s" else "",
        occupation=code if kind == "b" else "",
        employer=query.get("werkgever", ""),
        run=_plain(query, "training"),
        fund=_plain(query, "fonds"),
        month=query.get("maand", ""),
        chance=query.get("kans", ""),
        reason=_plain(query, "reden"),
        sort=query.get("sort", "code"),
    )


def _plain(query: QueryDict, name: str) -> str:
    """A code of the address; a database knows no text with a null in it."""
    return query.get(name, "").replace("\0", "")


class BoardForm(Form):
    """Whom to show: each filter offers only what occurs; the rarer ones are folded away."""

    first = ("q", "wie", "besluit", "werk")

    q = forms.CharField(label=_("Zoek op kenmerk"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    wie = forms.ChoiceField(label=_("Wie"), required=False)
    besluit = forms.ChoiceField(label=_("Besluit"), required=False, choices=[("", _("Alle")), *DECIDED.items()])
    werk = forms.ChoiceField(label=_("Beroep"), required=False)
    gemeente = forms.ChoiceField(label=_("Gemeente"), required=False)
    groep = forms.ChoiceField(label=_("Doelgroep"), required=False)
    werkgever = forms.ChoiceField(label=_("Werkgever"), required=False)
    training = forms.ChoiceField(label=_("Training"), required=False)
    fonds = forms.ChoiceField(label=_("Betaald uit"), required=False)
    maand = forms.ChoiceField(label=_("Begint in"), required=False)
    kans = forms.ChoiceField(
        label=_("Kans op blijvend werk"),
        required=False,
        choices=[("", _("Alle")), ("high", _("Hoog")), ("middle", _("Gemiddeld")), ("low", _("Laag"))],
    )
    reden = forms.ChoiceField(label=_("Wat staat in de weg"), required=False)

    def __init__(
        self,
        *args: Any,
        figures: dict[str, Any],
        choices: board.Choices,
        mine: bool,
        unplaced: bool,
        decides: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not decides:
            del self.fields["besluit"]
        who = [(board.PLACED, _("Mensen met een voorstel")), (board.UNPLACED, _("Mensen zonder voorstel"))]
        self._offer("wie", [*who, (MINE, _("Mijn mensen met een voorstel"))] if mine else who, everything=False)
        self._offer("gemeente", choices.municipalities, least=2)
        self._offer("groep", _groups(figures))
        if unplaced:
            language = get_language() or "nl"
            self._offer("reden", [(code, board.cause([code], language)) for code, _n in figures.get("reasons", [])])
            for name in ("werk", "werkgever", "training", "fonds", "maand", "kans"):
                del self.fields[name]
            return
        del self.fields["reden"]
        self._offer("werk", [(sector, _works(sector, found)) for sector, found in choices.sectors])
        self._offer("werkgever", choices.employers)
        runs = [run for run in figures.get("runs", []) if run["planned"]]
        self._offer("training", sorted(((run["id"], f"{run['name']} ({run['id']})") for run in runs), key=str))
        self._offer("fonds", [(fund["id"], fund["name"]) for fund in figures.get("funds", []) if fund["cents"]])
        months = [(f"{month:%Y-%m}", f"{MONTHS[month.month]} {month.year}") for month in choices.months]
        self._offer("maand", months, least=2)

    def _offer(self, name: str, pairs: Pairs, *, everything: bool = True, least: int = 1) -> None:
        """Fill a filter; one with too little to choose from is left out."""
        if len(pairs) < least:
            del self.fields[name]
            return
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type
        field.choices = [("", _("Alle")), *pairs] if everything else pairs

    def plain(self) -> list[forms.BoundField]:
        """The filters that are always seen."""
        return [self[name] for name in self.first if name in self.fields]

    def folded(self) -> list[forms.BoundField]:
        """The rarer ones."""
        return [self[name] for name in self.fields if name not in self.first]

    def is_unfolded(self) -> bool:
        """Whether one of the rarer ones is used."""
        return any(self.data.get(name) for name in self.fields if name not in self.first)


def _groups(figures: dict[str, Any]) -> Pairs:
    """The groups that are large enough to tell of."""
    names = {group.code: str(group) for group in TargetGroup.objects.all()}
    rows = figures.get("treatment", {}).get("rows", [])
    return [(row["group"], names.get(row["group"], row["group"])) for row in rows if row["group"]]


def _works(sector: str, occupations: Pairs) -> Pairs:
    """The occupations of a sector, after the sector as a whole."""
    whole = _("Alles in %(sector)s") % {"sector": sector}
    return [(f"s:{sector}", whole), *((f"b:{code}", name) for code, name in occupations)]

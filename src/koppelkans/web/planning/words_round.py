"""Words for how a round goes and how it ended."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from koppelkans.planning.models import Round
from koppelkans.web.planning.words import proven

# the phases of the engine, and of what is done around it, in five steps
STEPS: dict[str, tuple[int, str | Promise]] = {
    "reading": (1, gettext_lazy("We lezen de gegevens")),
    "pathways": (2, gettext_lazy("We zoeken voor iedereen alle trajecten die kunnen")),
    "relaxation": (3, gettext_lazy("We kijken wat er samen hoogstens kan")),
    "prices": (3, gettext_lazy("We kijken wat er samen hoogstens kan")),
    "first plan": (3, gettext_lazy("We maken een eerste plan")),
    "parts": (3, gettext_lazy("We maken een plan, deel voor deel")),
    "improving": (4, gettext_lazy("We zoeken een beter plan")),
    "proving": (4, gettext_lazy("We rekenen na of het nog beter kan")),
    "reasons": (5, gettext_lazy("We zoeken uit waarom mensen geen voorstel hebben")),
    "bottlenecks": (5, gettext_lazy("We rekenen uit wat er zou helpen")),
    "writing": (5, gettext_lazy("We schrijven het plan op")),
    "keeping": (5, gettext_lazy("We slaan het plan op")),
}
MOST_STEPS = 5

ENDED: dict[str, str | Promise] = {
    "worker-gone": gettext_lazy("Het rekenen is twee keer onderweg gestopt. Start een nieuwe ronde met minder mensen."),
    "not-kept": gettext_lazy("De uitkomst kon niet worden opgeslagen. Start een nieuwe ronde."),
    "stopped": gettext_lazy("Je hebt de ronde gestopt voordat het rekenen begon. Er is geen plan."),
}
# what locks ask too much of, by the code of the engine
LOCKS: dict[str, str | Promise] = {
    "unpayable": gettext_lazy("Geen fonds mag alles betalen van het traject dat is vastgezet voor %(id)s."),
    "run": gettext_lazy("Training %(id)s heeft %(have)s plekken vrij. Er zijn %(asked)s mensen in vastgezet."),
    "minimum": gettext_lazy("Training %(id)s heeft nog %(asked)s mensen nodig. Maar %(have)s mensen kunnen meedoen."),
    "place": gettext_lazy("Plek %(id)s heeft ruimte voor %(have)s. Er zijn %(asked)s mensen op vastgezet."),
    "mentors": gettext_lazy(
        "Werkgever %(id)s heeft in %(month)s %(have)s begeleiders vrij. Er zijn er %(asked)s nodig voor wat vaststaat."
    ),
    "money": gettext_lazy("De fondsen kunnen de vastgezette trajecten samen niet betalen."),
    "more-seats": gettext_lazy("Het past niet samen: er zijn te weinig plekken in de trainingen."),
    "more-minimum": gettext_lazy("Het past niet samen: er komen te weinig mensen in de groepen."),
    "more-places": gettext_lazy("Het past niet samen: er zijn te weinig plekken bij werkgevers."),
    "more-mentors": gettext_lazy("Het past niet samen: er zijn te weinig begeleiders."),
    "more-money": gettext_lazy("Het past niet samen: er is te weinig geld."),
    "more-floors": gettext_lazy("Het past niet samen met de ondergrens voor een groep."),
    "together": gettext_lazy("Wat is vastgezet, past niet samen in één plan."),
}
# why nobody has a proposal: the nearest reason of most people, and what to change
NOBODY: dict[str, str | Promise] = {
    "no_gain": gettext_lazy(
        "Met deze gewichten levert geen traject meer op dan het kost. Laat geld of wachten minder zwaar tellen en maak "
        "een nieuwe ronde."
    ),
    "dates": gettext_lazy(
        "De meeste mensen lopen vast op de data. Kies een langere periode of zoek plekken die later beginnen."
    ),
    "travel": gettext_lazy(
        "Voor de meeste mensen is het te ver. Zoek plekken dichterbij, of vraag wie verder kan reizen."
    ),
    "dayparts": gettext_lazy("De meeste mensen kunnen niet op deze dagdelen. Vraag om andere tijden."),
    "fund": gettext_lazy("Er is geen geld dat dit mag betalen. Kijk bij Geld wat er nog over is."),
    "wish": gettext_lazy("Er zijn geen plekken voor de beroepen die mensen willen. Zoek andere plekken of wensen."),
}


def problems_of(made: Round) -> list[str]:
    """What went wrong with a round, as sentences."""
    if made.problem in ENDED:
        return [str(ENDED[made.problem])]
    lines = [_locked(line) for line in made.problem.splitlines() if line.startswith("lock ")]
    if lines:
        return [*lines, _("Maak een traject los, of zorg voor meer ruimte. Start dan een nieuwe ronde.")]
    return [_("Het rekenen is niet gelukt: %(problem)s") % {"problem": made.problem}]


def _locked(line: str) -> str:
    _lock, code, id_, have, asked, *month = line.split(" ")
    words = str(LOCKS.get(code, LOCKS["together"]))
    return words % {"id": id_, "have": have, "asked": asked, "month": "".join(month)}


def nobody_placed(made: Round) -> str:
    """Why nobody has a proposal and what to change; empty where somebody has one."""
    reasons = made.figures.get("reasons") or []
    if made.status != Round.Status.DONE or made.placed or not reasons:
        return ""
    other = _("Bekijk hieronder per persoon wat er in de weg staat.")
    return str(NOBODY.get(reasons[0][0], other))


def step_of(made: Round) -> tuple[int, str]:
    """At which of the steps a round is, and what is done there."""
    if made.status == Round.Status.QUEUED:
        again = made.tries > 0
        return 0, _("Het rekenen begint zo opnieuw") if again else _("De ronde staat klaar en begint zo")
    step, words = STEPS.get(str(made.progress.get("phase", "reading")), STEPS["reading"])
    return step, str(words)


def lines_of(made: Round) -> list[str]:
    """How far a round is that is being computed: the best plan so far, how much better it can be, how long it takes."""
    if made.status != Round.Status.RUNNING:
        return []
    progress, lines = made.progress, []
    if progress.get("people") is not None:
        people = int(progress["people"])
        told = ngettext(
            "Het beste plan tot nu toe heeft een voorstel voor %(people)d mens.",
            "Het beste plan tot nu toe heeft een voorstel voor %(people)d mensen.",
            people,
        )
        lines.append(told % {"people": people})
    if progress.get("gap") is not None:
        lines.append(proven(float(progress["gap"])))
    if progress.get("left"):
        lines.append(_left(float(progress["left"])))
    if made.stop_asked_at:
        lines.append(_("Je hebt gevraagd om te stoppen. We bewaren het beste plan. Dit duurt nog even."))
    return lines


def _left(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("Het is binnen een minuut klaar.")
    told = ngettext("Het duurt hoogstens nog %(n)d minuut.", "Het duurt hoogstens nog %(n)d minuten.", minutes)
    return told % {"n": minutes} + " " + _("Meestal is het eerder klaar.")


def origin_of(made: Round) -> str:
    """Where a round comes from, if it was not asked as one."""
    return _("Uit een wat-als") if made.adopted_at else ""


def facts_of_progress(made: Round) -> dict[str, Any]:
    """The facts of the component that shows progress."""
    step, label = step_of(made)
    return {"label": label, "done": step, "total": MOST_STEPS if step else None, "lines": lines_of(made)}

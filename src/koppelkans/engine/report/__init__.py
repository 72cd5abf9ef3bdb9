"""report.html: the plan as one self-contained page for people, readable without scripts and on paper."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region
from koppelkans.engine.report import outcome, people, supply
from koppelkans.engine.words import Words

SECTIONS = ("who", "runs", "money", "limits", "groups", "unplaced", "proof", "settings", "about")


def render(region: Region, plan: Plan, language: str = "nl") -> str:
    """The whole page; it names nobody and holds nothing that differs between two equal runs."""
    words = Words(language, region)
    environment = Environment(
        loader=PackageLoader("koppelkans.engine.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        language=language,
        say=words.say,
        sections=SECTIONS,
        region=region,
        period=(words.date(region.settings.plan_from), words.date(region.settings.plan_until)),
        head=outcome.head(words, region, plan),
        who=people.who(words, region, plan),
        who_not=people.who_not(words, region, plan),
        runs=supply.runs(words, region, plan),
        money=supply.money(words, region, plan),
        limits=outcome.limits(words, plan),
        fares=outcome.fares(words, region, plan),
        proof=outcome.proof(words, region, plan),
        proven=outcome.proven(words, plan),
        settings=outcome.settings(words, region, plan),
    )

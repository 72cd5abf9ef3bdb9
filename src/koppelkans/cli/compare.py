"""`koppelkans compare`: what differs between two plans for one region."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from koppelkans.cli import folders
from koppelkans.cli.arguments import Commands, add_command, add_language, add_region
from koppelkans.cli.status import OK
from koppelkans.engine.compare import compare, pathways
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region
from koppelkans.engine.words import Words

SHOWN = 10  # people named per kind of change


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = add_command(
        commands,
        "compare",
        run,
        short="say what differs between two plans",
        long="Sets two plans for one region side by side: people, money per fund, groups and the runs that open.",
        example="koppelkans compare examples/pilot build/january build/february",
    )
    add_region(parser)
    parser.add_argument("first", metavar="PLAN_A", type=Path, help="a plan folder")
    parser.add_argument("second", metavar="PLAN_B", type=Path, help="another plan folder for the same region")
    add_language(parser, "the comparison")


def run(arguments: argparse.Namespace) -> int:
    """Compare two plans and print the differences."""
    region = folders.region(arguments.region)
    first, second = (folders.plan(region, folder) for folder in (arguments.first, arguments.second))
    page = Page(Words(arguments.language, region), region, first, second)
    print(*page.lines(), sep="\n")
    return OK


class Page:
    """A comparison in the words of one language."""

    def __init__(self, words: Words, region: Region, first: Plan, second: Plan) -> None:
        self.words, self.region = words, region
        self.plans = first, second
        self.comparison = compare(region, first, second)

    def lines(self) -> Iterator[str]:
        """The figures first, then who is concerned and which groups start."""
        yield from self.figures()
        yield ""
        if self.comparison.equal:
            yield self.words.say("compare.same")
        yield from self.people()
        yield from self.runs()

    def figures(self) -> Iterator[str]:
        """People, money per fund, target groups and the value."""
        comparison, say, told = self.comparison, self.words.say, self.words.comparison
        first, second = comparison.first, comparison.second
        yield from told([("people", first.people, second.people)])
        yield from told([("expected", first.durable, second.durable)], decimals=1)
        yield from told([("runs", first.opened, second.opened), ("cost", first.cost / 100, second.cost / 100)])
        yield from told([("value", first.value, second.value), ("bound", first.bound, second.bound)], decimals=4)
        funds = zip(self.region.funds.ids, comparison.funds, strict=True)
        groups = zip(self.region.groups, comparison.groups, strict=True)
        paid = [(say("compare.paid", name=self.words.name("fund", fund)), a / 100, b / 100) for fund, (a, b) in funds]
        yield from told(paid)
        yield from told([(say("compare.group", name=group), a, b) for group, (a, b) in groups])

    def people(self) -> Iterator[str]:
        """Who has a proposal in one plan only and who another pathway: how many, and the first of them."""
        comparison = self.comparison
        before, after = map(pathways, self.plans)
        yield from self.named("gained", [(row, self.pathway(after[row])) for row in comparison.placed_second])
        yield from self.named("lost", [(row, self.pathway(before[row])) for row in comparison.placed_first])
        changes = [(row, f"{self.pathway(before[row])}  ⇒  {self.pathway(after[row])}") for row in comparison.moved]
        yield from self.named("moved", changes)

    def named(self, kind: str, people: Sequence[tuple[int, str]]) -> Iterator[str]:
        """One kind of change: how many people, and a line for each of the first."""
        if not people:
            return
        yield self.words.say(f"compare.{kind}", n=len(people))
        for row, what in people[:SHOWN]:
            yield f"  {self.region.candidates.ids[row]}: {what}"
        if len(people) > SHOWN:
            yield f"  {self.words.say('compare.others', n=len(people) - SHOWN)}"

    def runs(self) -> Iterator[str]:
        """Which runs take people in one plan only."""
        ids = self.region.runs.ids
        for kind, rows in (("opened", self.comparison.opened_second), ("closed", self.comparison.opened_first)):
            for row in rows:
                yield self.words.say(f"compare.{kind}", name=self.words.name("run", ids[row]))

    def pathway(self, pathway: tuple[tuple[int, ...], int]) -> str:
        """The names of the runs and of the place, in order."""
        runs, place = pathway
        steps = [self.words.name("run", self.region.runs.ids[run]) for run in runs]
        return " → ".join([*steps, self.words.name("place", self.region.places.ids[place])])

"""What a question about a plan is answered with: codes, counts and figures; the phrase catalogue makes sentences.

Other people are only ever counted. A difference is between the plan and the best plan that was *found* under the
condition asked about: a plan that exists, so a better one may exist too. `demonstrable` says whether the difference
goes beyond what the proof of the plan leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass

from koppelkans.engine.explain import Alternative

CHOSEN, RULE, FITS, OUTBID, WITHIN_MARGIN = "chosen", "rule", "fits", "outbid", "within_margin"
IN_THE_WAY = ("run_full", "place_full", "run_below_min", "mentor", "fund", "fairness")
WHY_NOT = (CHOSEN, RULE, *IN_THE_WAY, OUTBID, WITHIN_MARGIN, FITS)


@dataclass(frozen=True)
class Difference:
    """Another plan beside the plan: that one less this one.

    `value` in plan value, `durable` in expected durable placements (chance less the chance without a pathway),
    `people` in the plan, `others`: how many other people get another pathway, their first, or none; `others_out`: how
    many of them lose their pathway. A loss is `demonstrable` when no plan under the condition is worth as much as the
    plan, a gain when it goes beyond the bound of the plan.
    """

    value: float
    durable: float
    people: int
    others: int
    others_out: int
    demonstrable: bool


@dataclass(frozen=True)
class WhyNot:
    """Why a candidate is not planned at a place; `code` is one of `WHY_NOT`.

    `items` are `code:id` items of what is in the way, `lacking` how many people a group lacks even with this person,
    `pathway` the pathway there that comes nearest (None where there is none), `planned` the one proposed (None: left
    out), `difference` what the plan becomes with the person there (None where that cannot be, or no plan was found).
    """

    candidate: int
    place: int
    code: str
    items: tuple[str, ...] = ()
    lacking: int = 0
    pathway: Alternative | None = None
    planned: Alternative | None = None
    difference: Difference | None = None


@dataclass(frozen=True)
class Change:
    """One change of a region, about a person or an offer; `alterations.altered` makes it.

    | kind | id | amount |
    |---|---|---|
    | `language` `credential` | the credential that is held from the start | 1 |
    | `earlier` | | days that the person is available earlier |
    | `travel` | | minutes more |
    | `daypart` | the daypart | 1 |
    | `seat` `minimum` | the run | seats more, people fewer needed |
    | `place` `mentor` | the place, the employer | more |
    | `fund` | the fund | cents more |
    """

    kind: str
    id: str = ""
    amount: int = 1


@dataclass(frozen=True)
class Help:
    """A change that was tested: planned again with it, the candidate gets `pathway`, and the plan differs so much."""

    candidate: int
    change: Change
    pathway: Alternative
    difference: Difference


@dataclass(frozen=True)
class Tested:
    """Another pathway of a candidate, what the plan becomes with it (None: no plan with it was found), and the pathway
    proposed (None: left out)."""

    pathway: Alternative
    difference: Difference | None
    planned: Alternative | None = None

"""What a pathway is worth: the chance of a durable placement and the value that the plan adds up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from koppelkans.engine.plan import TERMS
from koppelkans.engine.region import LANGUAGE, Bools, Cents, Floats, Ints
from koppelkans.engine.rules import Rulebook, kept_previous, listed

MOST_MARGIN = 2


@dataclass(frozen=True, eq=False)
class Worth:
    """n pathways valued: `terms` (n, len(TERMS)) add up to z, `cost` in cents, `value` with the change term."""

    terms: Floats
    probability: Floats
    preference: Floats
    cost: Cents
    value: Floats


class Valuation:
    """The value of the pathways of one region ("Value" in the format)."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        region = book.region
        implies, kind = region.credentials.implies, region.credentials.kind
        self._language = np.flatnonzero(kind == LANGUAGE)
        self._length = (implies & (kind == LANGUAGE)).sum(axis=1)
        self._asked = self._longest_languages()
        self._own_reach = self._reach(book.holds[:, :-1])
        self._run_reach = self._reach(book.grants[:, :-1])
        self._credential_reach = self._reach(book.implies[:-1, :-1])
        self._seat_cost = np.append(region.runs.seat_cost, 0)
        self.kept, self.previous_runs, self.previous_place = kept_previous(book, region.previous)

    @property
    def drop_cost(self) -> Floats:
        """Per candidate: what it costs to leave out someone whose previous pathway still stands."""
        return np.where(self.kept, self.book.region.settings.objective.drop, 0.0)

    def _longest_languages(self) -> Ints:
        """Per place the longest of the language credentials it requires, as positions in `_language`, -1 padded."""
        requires = self.book.region.places.requires[:, self._language]
        length = np.where(requires, self._length[self._language], 0)
        longest = requires & (length == length.max(axis=1, initial=0, keepdims=True))
        return listed(longest)

    def _reach(self, held: Bools) -> Ints:
        """For rows of held credentials: the greatest length held that is or implies each language, 0 if none."""
        implies = self.book.region.credentials.implies
        reach = np.zeros((len(held), len(self._language)), dtype=np.int32)
        for speaks in self._language:
            above = np.where(implies[speaks, self._language], self._length[speaks], 0)
            np.maximum(reach, np.where(held[:, speaks, None], above, 0), out=reach)
        return reach

    def language_margin(self, candidate: Ints, runs: Ints, place: Ints, day: Ints) -> Floats:
        """`m`: how much more language is held on the first day than the place asks for, at most 2."""
        margin = np.zeros(len(candidate))
        if not self._asked.shape[1]:
            return margin
        book = self.book
        rows = np.flatnonzero(self._asked[place, 0] >= 0)
        owner, steps, first = candidate[rows], runs[rows], day[rows]
        best = np.full(len(rows), MOST_MARGIN, dtype=np.int32)
        for slot in range(self._asked.shape[1]):
            language = self._asked[place[rows], slot]
            reach = self._own_reach[owner, language]
            for position in range(steps.shape[1]):
                run = steps[:, position]
                ended = book.run_end[run] < first
                reach = np.maximum(reach, np.where(ended, self._run_reach[run, language], 0))
            window = book.window_of[owner]
            for at in range(book.window_credential.shape[1]):
                credential = book.window_credential[window, at]
                open_ = (book.window_first[window, at] <= first) & (book.window_last[window, at] >= first)
                reach = np.maximum(reach, np.where(open_, self._credential_reach[credential, language], 0))
            more = reach - self._length[self._language[language]]
            best = np.where(language >= 0, np.minimum(best, more), best)
        margin[rows] = best
        return margin

    def worth(self, candidate: Ints, runs: Ints, place: Ints, day: Ints, wish: Ints, minutes: Floats) -> Worth:
        """Value pathways, given their first day, row of wishes.csv and minutes to the place."""
        region = self.book.region
        card, weights = region.settings.scorecard, region.settings.objective
        preference, places = region.wishes.preference[wish], region.places
        terms = np.zeros((len(candidate), len(TERMS)))
        terms[:, 0] = card.intercept
        terms[:, 1] = card.aptitude * region.wishes.aptitude[wish]
        terms[:, 2] = card.preference * preference
        terms[:, 3] = card.travel_hour * minutes / 60
        terms[:, 4] = card.guarantee * places.guarantee[place]
        terms[:, 5] = card.qualification * self.book.has_qualification(candidate, runs, place, day)
        terms[:, 6] = card.language_margin * self.language_margin(candidate, runs, place, day)
        terms[:, 7] = card.kind[places.kind[place]]
        with np.errstate(over="ignore"):  # a hopeless z has probability 0
            probability = 1 / (1 + np.exp(-terms.sum(axis=1)))
        cost = places.cost[place] + self._seat_cost[runs].sum(axis=1)
        value = weights.durable * (probability - region.candidates.baseline[candidate])
        value += weights.preference * preference - weights.euro * (cost / 100)
        value -= weights.week * ((day - region.settings.plan_from) / 7)
        value -= weights.change * self.differs(candidate, runs, place)
        return Worth(terms, probability, preference, cost, value)

    def differs(self, candidate: Ints, runs: Ints, place: Ints) -> Bools:
        """Where the candidate had a pathway that could stay, and this is another one."""
        different = self.kept[candidate] & (place != self.previous_place[candidate])
        for position in range(max(runs.shape[1], self.previous_runs.shape[1])):
            now = runs[:, position] if position < runs.shape[1] else np.int32(-1)
            width = self.previous_runs.shape[1]
            before = self.previous_runs[candidate, position] if position < width else np.int32(-1)
            different |= self.kept[candidate] & (now != before)
        return np.asarray(different)

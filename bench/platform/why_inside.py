"""Asks the pages of people in the round of the installation it runs in, through every middleware and the database.

Run in the installation: `python -m bench.platform.why_inside --times N`; tells the figures as JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable

from koppelkans.cli.platform import with_platform

with_platform()

from allauth.mfa.models import Authenticator  # noqa: E402 - needs the platform loaded
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from koppelkans.core.models import User  # noqa: E402
from koppelkans.people.models import Wish  # noqa: E402
from koppelkans.planning.models import Proposal, Round  # noqa: E402
from koppelkans.supply.models import Place  # noqa: E402

SEED = 1


def main() -> None:
    """Ask, and tell how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=60)
    times = parser.parse_args().times
    made = Round.objects.defer("snapshot", "outcome", "core").latest("pk")
    draw = random.Random(SEED)
    people = draw.sample(list(Proposal.objects.filter(round=made).select_related("candidate")), times)
    page = _Page(_client(), draw)
    first = page.seconds(people[0], page.wished)
    asked: list[tuple[str, Callable[[Proposal], str]]] = [
        ("opened for the first time", lambda _one: ""),
        ("opened again", lambda _one: ""),
        ("why not a place in a wished occupation", page.wished),
        ("why not any place of the region", page.any),
        ("the next best three", lambda _one: "?anders=1"),
        ("what would help", lambda _one: "?helpt=1"),
        ("opened with all that", lambda _one: ""),
    ]
    rows = [{"what": what, **_spread([page.seconds(one, query) for one in people])} for what, query in asked]
    queries = sorted({page.queries(one) for one in people[:10]})
    print(
        json.dumps(
            {
                "people": made.people,
                "placed": made.placed,
                "gap": made.certificate.get("gap"),
                "first": first,
                "times": times,
                "queries": queries,
                "questions": rows,
            }
        )
    )


def _client() -> Client:
    """A coordinator, who may see everybody."""
    user = User.objects.filter(grants__role="region-coordinator").order_by("pk")[0]
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _spread(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        "median": statistics.median(ordered),
        "p95": ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
        "longest": ordered[-1],
    }


class _Page:
    """The page of one person, asked something."""

    def __init__(self, client: Client, draw: random.Random) -> None:
        self.client, self.draw = client, draw
        self.places = dict(Place.objects.values_list("code", "occupation"))

    def wished(self, one: Proposal) -> str:
        """Why not a place in an occupation this person wants."""
        wanted = set(Wish.objects.filter(candidate=one.candidate).values_list("occupation", flat=True))
        codes = sorted(code for code, occupation in self.places.items() if occupation in wanted) or list(self.places)
        return f"?plek={self.draw.choice(codes)}"

    def any(self, _one: Proposal) -> str:
        """Why not whatever place."""
        return f"?plek={self.draw.choice(sorted(self.places))}"

    def seconds(self, one: Proposal, query: Callable[[Proposal], str]) -> float:
        """How long the answer takes."""
        path = reverse("planning:proposal", args=[one.pk]) + query(one)
        begun = time.perf_counter()
        status = self.client.get(path).status_code
        if status != 200:
            raise RuntimeError(f"{path} was answered with {status}")
        return time.perf_counter() - begun

    def queries(self, one: Proposal) -> int:
        """How many statements opening the page puts to the database."""
        with CaptureQueriesContext(connection) as captured:
            self.client.get(reverse("planning:proposal", args=[one.pk]))
        return len(captured)


if __name__ == "__main__":
    main()

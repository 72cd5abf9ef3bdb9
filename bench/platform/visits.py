"""What a hundred people do, for locust: each reads pages, thinks as long as people do, and now and then saves.

Runs in the environment of the peers, so it imports nothing of Koppelkans; a JSON file says who the visitors are.
"""

from __future__ import annotations

import base64
import hmac
import itertools
import json
import os
import random
import re
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from locust import HttpUser, events, task

TOLD = json.loads(Path(os.environ["BENCH_VISITORS"]).read_text(encoding="utf-8"))
OUT = Path(os.environ["BENCH_OUT"])
LEAST, MOST = (float(part) for part in os.environ["BENCH_THINK"].split(","))
LOGIN = os.environ.get("BENCH_LOGIN") == "1"
ALONE = os.environ.get("BENCH_ALONE") == "1"  # one person who plays every visitor in turn
TOKEN = "a" * 32
REFUSED = 422  # the platform says no, with reasons: an answer, not an error

visitors = itertools.cycle(TOLD["visitors"])
drawn = random.Random(int(os.environ.get("BENCH_SEED", "1")))
opened: set[int] = set(json.loads(os.environ.get("BENCH_OPENED", "[]")))
asked: list[tuple[str, float, int, str]] = []


@events.request.add_listener
def keep(name: str, response_time: float, exception: Exception | None, context: Any, **_rest: Any) -> None:
    """Every answer, as it came."""
    asked.append((name, response_time, context.get("status", 0), repr(exception) if exception else ""))


@events.quitting.add_listener
def write(**_rest: Any) -> None:
    """All of them at the end."""
    OUT.write_text(json.dumps({"asked": asked, "opened": sorted(opened)}), encoding="utf-8")


class Visitor(HttpUser):
    """Somebody with a session that was made before."""

    def wait_time(self) -> float:
        return drawn.uniform(LEAST, MOST)

    def on_start(self) -> None:
        self.who, self.inside = next(visitors), False
        if not LOGIN:
            self._come_as(self.who)

    def _come_as(self, who: dict[str, Any]) -> None:
        self.who = who
        self.client.cookies.clear()
        self.client.cookies.set("csrftoken", TOKEN)
        # the server hangs up after two seconds, so who thinks for longer comes in by a new connection anyway
        self.client.headers["Connection"] = "close"
        self.client.headers["X-Forwarded-For"] = f"10.0.{who['user'] // 250}.{who['user'] % 250 + 1}"
        if not LOGIN:
            self.client.cookies.set("sessionid", who["session"])

    @task
    def visit(self) -> None:
        """One journey, with time to think between the pages."""
        if LOGIN:
            self._log_in()
            return
        if ALONE:
            self._come_as(next(visitors))
        steps: Iterator[None] = getattr(self, "as_" + self.who["role"].replace("-", "_"))()
        for _step in steps:
            self.wait()

    # ---- journeys: a step is everything up to the next thought

    def as_case_worker(self) -> Iterator[None]:
        yield self.page("start page", "/")
        # in an order of one's own: a hundred people do not all open a proposal in the same minute
        for part in drawn.sample((self.own_people, self.a_round, self.what_is_offered), 3):
            yield from part()

    def own_people(self) -> Iterator[None]:
        yield self.page("list of candidates", "/kandidaten/?owner=mine")
        for pseudonym, wish, occupation in drawn.sample(self.who["wishes"], min(1, len(self.who["wishes"]))):
            person = f"/kandidaten/wie/{pseudonym}/"
            yield self.page("candidate", person)
            form = self.page("form of a wish", f"{person}wens/{wish}/")
            yield
            levels = {name: drawn.choice(choices(form, name)) for name in ("preference", "aptitude")}
            self.save("save a wish", f"{person}wens/{wish}/", {"occupation": occupation} | levels)
            yield

    def a_round(self) -> Iterator[None]:
        yield self.page("list of rounds", "/rondes/")
        yield self.page("proposals of a round", f"/rondes/{TOLD['round']}/")
        for proposal in self.still_open():
            name = "proposal" if proposal in opened else "proposal, opened first"
            opened.add(proposal)
            self.page(name, f"/rondes/voorstel/{proposal}/")
            yield
            outcome = drawn.choice(("accepted", "accepted", "accepted", "declined", "deferred"))
            reason = "not-now" if outcome == "declined" else ""
            decided = {"outcome": outcome, "reason": reason, "own_words": ""}
            self.save("decide", f"/rondes/voorstel/{proposal}/besluit/", decided)
            yield

    def what_is_offered(self) -> Iterator[None]:
        yield self.page("offers", "/aanbod/")
        yield self.page("run", f"/aanbod/training/{self.who['runs'][0]}/")

    def still_open(self) -> list[int]:
        """A proposal that nobody opened yet; when all are opened, any of one's own."""
        own = self.who["proposals"]
        fresh = [one for one in own if one not in opened]
        return drawn.sample(fresh or own, min(1, len(own)))

    def as_region_coordinator(self) -> Iterator[None]:
        yield self.page("start page", "/")
        yield self.page("list of candidates", "/kandidaten/")
        yield self.page("candidate", f"/kandidaten/wie/{drawn.choice(self.who['people'])}/")
        yield self.page("list of rounds", "/rondes/")
        yield self.page("proposals of a round", f"/rondes/{TOLD['round']}/")

    def as_employer_adviser(self) -> Iterator[None]:
        yield self.page("start page", "/")
        yield self.page("places", "/aanbod/?kind=place")
        yield self.page("place", f"/aanbod/plek/{drawn.choice(self.who['places'])}/")

    def as_employer(self) -> Iterator[None]:
        yield self.page("start page", "/")
        yield self.page("offers", "/aanbod/")
        code = drawn.choice(self.who["places"])
        yield self.page("place", f"/aanbod/plek/{code}/")
        yield self.save("confirm a place", f"/aanbod/plek/{code}/klopt/", {})

    def as_training_provider(self) -> Iterator[None]:
        yield self.page("start page", "/")
        yield self.page("offers", "/aanbod/")
        code = drawn.choice(self.who["runs"])
        yield self.page("run", f"/aanbod/training/{code}/")
        yield self.save("confirm a run", f"/aanbod/training/{code}/klopt/", {})

    def as_controller(self) -> Iterator[None]:
        yield self.page("start page", "/")
        yield self.page("funds", "/geld/")
        yield self.page("fund", f"/geld/fonds/{drawn.choice(self.who['funds'])}/")

    def as_privacy_officer(self) -> Iterator[None]:
        yield self.page("start page", "/")
        yield self.page("who saw whom", "/privacy/")
        yield self.page("who saw this person", f"/privacy/persoon/{drawn.choice(self.who['people'])}/")

    # ---- the login

    def _log_in(self) -> None:
        """The address and the password, then the code of the app; once, and then this person is in."""
        if self.inside:
            return
        self._come_as(self.who if not ALONE else next(visitors))
        self.inside = not ALONE
        self.page("login page", "/inloggen/")
        self.wait()
        known = {"login": self.who["email"], "password": self.who["password"]}
        self.save("log in: password", "/inloggen/", known, follow="log in: page of the code")
        self.wait()
        self.save("log in: code", "/tweede-stap/code/", {"code": code_of(self.who["secret"])}, follow="start page")

    # ---- asking

    def page(self, name: str, path: str) -> str:
        """Read a page; anything but the page itself is an error."""
        return str(self.ask("GET", name, path).text)

    def save(self, name: str, path: str, data: dict[str, str], follow: str = "") -> None:
        """Send a form, and read the page that it leads to."""
        answer = self.ask("POST", name, path, data | {"csrfmiddlewaretoken": TOKEN})
        if answer.status_code == 302:
            self.page(follow or f"{name}: the page after it", answer.headers["Location"])

    def ask(self, method: str, name: str, path: str, data: dict[str, str] | None = None) -> Any:
        context: dict[str, Any] = {}
        with self.client.request(
            method, path, name=name, data=data, allow_redirects=False, catch_response=True, context=context
        ) as answer:
            context["status"] = answer.status_code
            wanted = {200} if method == "GET" else {302, REFUSED}
            if answer.status_code not in wanted:
                answer.failure(f"{answer.status_code} {answer.error or answer.headers.get('Location', '')}")
            elif answer.status_code == 302 and "/inloggen/" in answer.headers["Location"]:
                answer.failure("the session was gone")
            else:
                answer.success()
        return answer


def choices(form: str, name: str) -> list[str]:
    """The values that a group of radio buttons offers, save the empty one."""
    inputs = [tag for tag in re.findall("<input[^>]*>", form) if f'name="{name}"' in tag]
    return [found[1] for tag in inputs if (found := re.search('value="([^"]+)"', tag))] or [""]


def code_of(secret: str) -> str:
    """What the app of the second factor shows now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"

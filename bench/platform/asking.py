"""Asks pages of the installation it runs in, one after the other, through every middleware and the database.

Reads lines `{"user": …, "path": …, "count": …}` and answers each with a line of figures.
"""

from __future__ import annotations

import json
import sys
import time

from koppelkans.cli.platform import with_platform

with_platform()

from django.db import connection  # noqa: E402 - needs the platform loaded
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from koppelkans.core.models import User  # noqa: E402


def main() -> None:
    """Answer until there are no more lines."""
    clients: dict[int, Client] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        user = asked["user"]
        if user not in clients:
            clients[user] = Client(SERVER_NAME="localhost")
            clients[user].force_login(User.objects.get(pk=user))
        print(json.dumps(answer(clients[user], asked["path"], count=asked["count"])), flush=True)


def answer(client: Client, path: str, *, count: bool) -> dict[str, object]:
    """One page: how long it took, or how many questions it put to the database and which took longest."""
    if not count:
        begun = time.perf_counter()
        response = client.get(path)
        seconds = time.perf_counter() - begun
        return {"status": response.status_code, "seconds": seconds}
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    text = b"".join(response.streaming_content) if response.streaming else response.content
    slowest = max(captured.captured_queries, key=lambda query: float(query["time"]))
    return {
        "status": response.status_code,
        "queries": len(captured),
        "rows": text.count(b"<tr"),
        "slowest": slowest,
    }


if __name__ == "__main__":
    main()

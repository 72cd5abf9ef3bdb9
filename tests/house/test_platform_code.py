"""The platform's code keeps the habits of the house: who writes, what is recorded, which templates, safe settings."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import koppelkans
from koppelkans.core.roles import May
from koppelkans.privacy.register import ACTIVITIES
from koppelkans.privacy.terms import KINDS
from koppelkans.web.privacy.words import ACTIONS

ROOT = Path(__file__).parents[2]
PACKAGE = Path(koppelkans.__file__).parent
TEMPLATES = PACKAGE / "web" / "templates"
ROOMS = (
    "core",
    "results",
    "programmes",
    "people",
    "supply",
    "funds",
    "planning",
    "journeys",
    "privacy",
    "reports",
    "web",
)
WRITES = {
    "save",
    "create",
    "acreate",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
# what may write beside the drawer `actions`, and why
WRITERS = {
    "core/trail.py": "the trail, called by actions",
    "core/models/users.py": "the manager that makes a user",
    "core/models/kept.py": "refuses to change what is written once",
    "results/models.py": "refuses to delete from the ledger",
    "core/folder.py": "brings in a region folder, called by the action of planning",
    "people/imports/": "the actions of the import, a package of its own",
}

MEASURES = {"participation.admitted"}  # of the ledger: the same shape, no action


def sources(*rooms: str) -> list[Path]:
    """The source files of these rooms."""
    return [path for room in rooms for path in sorted((PACKAGE / room).rglob("*.py")) if "migrations" not in path.parts]


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def constants(path: Path) -> dict[str, str]:
    """The names of a module that stand for a text."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def writes(path: Path) -> list[str]:
    """The calls in a file that write to the database: methods of rows and querysets, not of dicts and sets."""
    return [
        f"{path.relative_to(PACKAGE).as_posix()}:{call.lineno} .{call.func.attr}"
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES and not is_plain(call)
    ]


def is_plain(call: ast.Call) -> bool:
    """Whether this is `update` of a dict, a set, a counter or a hash: it has one argument and no keywords."""
    assert isinstance(call.func, ast.Attribute)
    return call.func.attr == "update" and len(call.args) == 1 and not call.keywords


def is_action(path: Path) -> bool:
    """Whether a file is in the drawer `actions`, or one of the few others that may write."""
    inside = path.relative_to(PACKAGE).as_posix()
    return "actions" in path.with_suffix("").parts or any(inside.startswith(name) for name in WRITERS)


def test_only_actions_write() -> None:
    """Nothing but an action writes to the database."""
    found = [line for path in sources(*ROOMS) if not is_action(path) for line in writes(path)]
    assert found == []


def recorded(keyword: str, position: int | None = None) -> Iterator[tuple[str, str | None]]:
    """What is given to `trail.record`, by place in the code; None when it is not a text that can be read."""
    for path in sources(*ROOMS, "cli", "jobs"):
        names = constants(path)
        for call in calls(path):
            if not is_record(call):
                continue
            given = next((word.value for word in call.keywords if word.arg == keyword), None)
            if given is None and position is not None and len(call.args) > position:
                given = call.args[position]
            for value in [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]:
                where = f"{path.relative_to(PACKAGE).as_posix()}:{call.lineno}"
                yield where, text_of(value, names)


def is_record(call: ast.Call) -> bool:
    """Whether a call writes the trail."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr == "record" and isinstance(call.func.value, ast.Name) and call.func.value.id == "trail"
    return isinstance(call.func, ast.Name) and call.func.id == "record"


def text_of(value: ast.expr | None, names: dict[str, str]) -> str | None:
    """A text, or what a name of the module stands for."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return names.get(value.id) if isinstance(value, ast.Name) else None


def test_every_purpose_is_in_the_register() -> None:
    """Each purpose that the trail names is an entry of the register of processing activities."""
    unknown = [f"{where} {purpose}" for where, purpose in recorded("purpose") if purpose and purpose not in ACTIVITIES]
    assert unknown == []


def spoken_of() -> set[str]:
    """Every text in the code that looks like an action of the trail: `noun.verb`, of a noun that has actions."""
    nouns = {action.partition(".")[0] for action in ACTIONS}
    words = re.compile(rf"(?:{'|'.join(sorted(nouns))})\.[a-z]+(?:[.-][a-z]+)*")
    given = {action for _where, action in recorded("action", 0) if action}
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sources(*ROOMS) if path.name != "words.py")
    texts = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    found = {text for text in texts if isinstance(text, str) and words.fullmatch(text)}
    return given | (found - set(May) - MEASURES)


def test_every_action_has_words() -> None:
    """Each action that the trail names has words for the privacy officer."""
    assert sorted(spoken_of() - set(ACTIONS)) == []


def test_every_activity_names_terms() -> None:
    """Each processing activity names kinds of data whose terms exist, and each kind belongs to an activity."""
    named = {kind for activity in ACTIVITIES.values() for kind in activity.terms}
    assert named == set(KINDS)


def template_names() -> set[str]:
    """Every template of the house."""
    return {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*") if path.suffix != ".md"}


def test_every_template_is_used() -> None:
    """Every template is named by a view, a tag or another template, or is one that a library asks for by its name."""
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix in {".py", ".html", ".txt", ".toml"}
    )
    named = set(re.findall(r"[\"']([\w/.-]+\.(?:html|txt|svg|ics))[\"']", text))
    unused = {name for name in template_names() - named if not of_a_library(name)}
    assert unused == set()


def of_a_library(name: str) -> bool:
    """Whether Django or allauth asks for this name by itself."""
    if name in {"400.html", "403.html", "404.html", "500.html", "403_csrf.html"}:
        return True
    import allauth
    import django

    homes = [
        Path(allauth.__file__).parent / "templates",
        Path(django.__file__).parent / "forms" / "templates",
        *(Path(django.__file__).parent / "contrib").glob("*/templates"),
    ]
    return any((home / name).exists() for home in homes)


def test_templates_hold_no_style_and_no_script() -> None:
    """No template has what the content security policy refuses."""
    refused = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=)")
    found = [
        f"{path.relative_to(TEMPLATES).as_posix()}: {line.strip()[:80]}"
        for path in TEMPLATES.rglob("*.html")
        for line in path.read_text(encoding="utf-8").splitlines()
        if refused.search(line)
    ]
    assert found == []


def test_production_settings_are_safe(tmp_path: Path) -> None:
    """Django's own check of a deployment finds nothing in the shipped settings."""
    kept = {"PATH", "HOME", "LANG"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    environment |= {"KOPPELKANS_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "koppelkans.settings"}
    answer = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout

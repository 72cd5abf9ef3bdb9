"""A paper as plain values: what stands in a letter, an agreement or a report, whatever file it becomes.

The text of an agreement may not change once it is signed: `as_json` writes a paper in one way only, `fingerprint` is
the hash of that, and `from_json` gives the same paper back, to be written again later to the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final

VERSION: Final = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `language` where it is another one than that of the paper, so that it is read aloud in that."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list; numbered where the order matters."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Names with their values."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows below a header; `numbers` are the places of the columns that hold figures."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    numbers: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table needs columns")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells below {len(self.columns)} columns")

    @property
    def named(self) -> list[list[tuple[str, str]]]:
        """Each row as its cells that hold something, each with the name of its column: for a narrow page."""
        return [[(name, cell) for name, cell in zip(self.columns, row, strict=True) if cell] for row in self.rows]


@dataclass(frozen=True)
class Signature:
    """A party: its part in it, its name, and when and how it signed in words; empty: room for a signature by hand."""

    part: str
    name: str
    signed: str = ""


@dataclass(frozen=True)
class Signatures:
    """Who signs; `columns` names the part, the name and the signature."""

    columns: tuple[str, str, str]
    parties: tuple[Signature, ...]


@dataclass(frozen=True)
class Picture:
    """A picture as SVG, with the text for who does not see it."""

    svg: str
    alt: str

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a picture needs a text for who does not see it")


Block = Paragraph | Bullets | Facts | Table | Signatures | Picture
KINDS: Final[dict[str, type[Block]]] = {
    "paragraph": Paragraph,
    "bullets": Bullets,
    "facts": Facts,
    "table": Table,
    "signatures": Signatures,
    "picture": Picture,
}
NAMES: Final = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True)
class Section:
    """A part of a paper; without a heading only as the first one."""

    heading: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A paper in one language, of one day; `foot` stands below every page, beside the page number."""

    title: str
    language: str
    date: date
    sections: tuple[Section, ...] = field(default_factory=tuple)
    foot: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a paper needs a title")
        if not all(section.heading.strip() for section in self.sections[1:]):
            raise ValueError("only the first section may stand without a heading")


def as_data(paper: Paper) -> dict[str, Any]:
    """The paper as lists and dicts of texts."""
    return {
        "paper": VERSION,
        "title": paper.title,
        "language": paper.language,
        "date": paper.date.isoformat(),
        "foot": paper.foot,
        "sections": [
            {"heading": section.heading, "blocks": [_block(block) for block in section.blocks]}
            for section in paper.sections
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    return {"kind": NAMES[type(block)], **{each.name: _plain(getattr(block, each.name)) for each in fields(block)}}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Signature):
        return {"part": value.part, "name": value.name, "signed": value.signed}
    return value


def as_json(paper: Paper) -> str:
    """The paper as JSON: the same paper always gives the same text, and another one another text."""
    return json.dumps(as_data(paper), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(paper: Paper) -> str:
    """The SHA-256 of the paper, by which it is known whether a text is still the one that was signed."""
    return hashlib.sha256(as_json(paper).encode()).hexdigest()


def from_json(text: str) -> Paper:
    """The paper that was written by `as_json`; raises ValueError for anything else."""
    data = json.loads(text)
    try:
        if data["paper"] != VERSION:
            raise ValueError(f"a paper of version {data['paper']} is not known")
        sections = tuple(
            Section(section["heading"], tuple(map(_read, section["blocks"]))) for section in data["sections"]
        )
        paper = Paper(data["title"], data["language"], date.fromisoformat(data["date"]), sections, data["foot"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is no paper: {error}") from error
    if as_json(paper) != text:
        raise ValueError("this paper was not written by the house")
    return paper


def _read(data: dict[str, Any]) -> Block:
    values = {name: _tupled(value) for name, value in data.items() if name != "kind"}
    if data["kind"] == "signatures":
        values["parties"] = tuple(Signature(**party) for party in data["parties"])
    return KINDS[data["kind"]](**values)


def _tupled(value: Any) -> Any:
    return tuple(map(_tupled, value)) if isinstance(value, list) else value


def as_text(paper: Paper) -> str:
    """The paper as plain text, for an e-mail or a screen reader."""
    lines = [paper.title, "=" * len(paper.title)]
    for section in paper.sections:
        if section.heading:
            lines += ["", section.heading, "-" * len(section.heading)]
        for block in section.blocks:
            lines += ["", *_lines(block)]
    if paper.foot:
        lines += ["", paper.foot]
    return "\n".join(lines) + "\n"


def _lines(block: Block) -> list[str]:
    match block:
        case Paragraph():
            return block.text.splitlines() or [""]
        case Bullets():
            return [f"{f'{at}.' if block.numbered else '-'} {item}" for at, item in enumerate(block.items, 1)]
        case Facts():
            return [f"{name}: {value}" for name, value in block.pairs]
        case Table():
            captions = [block.caption] if block.caption else []
            rows = [
                "; ".join(f"{name}: {cell}" for name, cell in zip(block.columns, row, strict=True))
                for row in block.rows
            ]
            return captions + [f"- {row}" for row in rows]
        case Signatures():
            return [f"{party.part}: {party.name} ({party.signed or '…………'})" for party in block.parties]
    return [block.alt]

"""The zip around an XLSX workbook: what kind of workbook it is, and its XML parts read piece by piece.

Every part goes through a parser that keeps nothing, refuses a document type (and so every entity) and stops at a size;
a file that unpacks to far more than it seems fills neither memory nor disk.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import BinaryIO
from xml.parsers import expat

from koppelkans.documents.problems import TableError, TableProblem
from koppelkans.documents.signatures import CHUNK

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]

LARGEST_DIRECTORY = 2 * 1024 * 1024  # bytes: tens of thousands of parts, where a workbook has tens
# the others give no limit to what one piece unpacks to
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
SMALL_PART = 16 * 1024 * 1024  # bytes of a part that only describes the workbook


class Damaged(Exception):
    """The file breaks the rules of its format."""


BROKEN = (
    Damaged,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    expat.ExpatError,
    LookupError,  # XML in an encoding that does not exist
    ValueError,  # an offset to before the file, a name that is no text
)


@contextmanager
def readable() -> Iterator[None]:
    """Turn everything that a broken zip or broken XML can raise into one problem."""
    try:
        yield
    except BROKEN as error:
        raise TableError([TableProblem("damaged")]) from error
    except (NotImplementedError, RuntimeError) as error:
        # zipfile: a way of compressing it does not know, or a password on a part
        raise TableError([TableProblem("encrypted" if "password" in str(error) else "damaged")]) from error


class Package:
    """The parts of a workbook by name; capitals and backslashes make no difference, as in Excel."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        _check_directory(file, size)
        self._zip = zipfile.ZipFile(file)
        self._parts = {info.filename.replace("\\", "/").lower(): info for info in self._zip.infolist()}
        self.workbook = self._find_workbook()

    def size(self, name: str) -> int:
        """How many bytes a part unpacks to; the zip gives no more than it says here."""
        info = self._parts.get(name.lower())
        if info is None:
            raise Damaged(name)
        return info.file_size

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._parts

    def chunks(self, name: str, most: int = SMALL_PART) -> Iterator[bytes]:
        """The bytes of a part, piece by piece."""
        size = self.size(name)
        if size > most:
            raise TableError([TableProblem("unpacked_too_large", figures={"bytes": size, "allowed": most})])
        if self._parts[name.lower()].compress_type not in COMPRESSIONS:
            raise Damaged("a way of compressing that no workbook uses")
        with self._zip.open(self._parts[name.lower()]) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    def scan(
        self, name: str, start: Start, end: End | None = None, text: Text | None = None, most: int = SMALL_PART
    ) -> Generator[int, None, None]:
        """Parse a part with these handlers; gives the bytes read so far after every piece."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        done = 0
        for chunk in self.chunks(name, most):
            parser.Parse(chunk, False)
            done += len(chunk)
            yield done
        parser.Parse(b"", True)
        yield done

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: id, then the kind of relation and the name of the other part."""
        folder, base = posixpath.split(name)
        relations = f"{folder}/_rels/{base}.rels".lstrip("/")
        found: dict[str, tuple[str, str]] = {}

        def start(element: str, attributes: dict[str, str]) -> None:
            if local(element) == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)

        if self.has(relations):
            drain(self.scan(relations, start))
        return found

    def _find_workbook(self) -> str:
        if self.has("mimetype") and self.has("content.xml"):
            raise TableError([TableProblem("open_document")])
        main = [path for kind, path in self.related("").values() if kind == "officeDocument"]
        name = main[0] if main else "xl/workbook.xml"
        if name.endswith(".bin") or self.has("xl/workbook.bin"):
            raise TableError([TableProblem("binary_excel")])
        if not self.has(name) or not posixpath.basename(name).lower().startswith("workbook"):
            raise TableError([TableProblem("not_a_table")])
        return name


def local(name: str) -> str:
    """The name of an element or attribute without its prefix: writers choose different ones."""
    return name.rpartition(":")[2]


def drain(steps: Iterator[int]) -> None:
    """Read a part to its end."""
    for _ in steps:
        pass


def _refuse(*_: object) -> None:
    raise Damaged("a document type does not belong in a workbook")


def _check_directory(file: BinaryIO, size: int) -> None:
    """Refuse a list of parts that would fill the memory, before zipfile reads it whole."""
    tail = min(size, 66_000)
    file.seek(size - tail)
    end = file.read(tail)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) - at < 22:
        raise Damaged("no end of the list of parts")
    length = struct.unpack_from("<L", end, at + 12)[0]
    if at >= 76 and end[at - 20 : at - 16] == b"PK\x06\x07" and end[at - 76 : at - 72] == b"PK\x06\x06":
        length = struct.unpack_from("<Q", end, at - 76 + 40)[0]  # the form for large files: it goes before
    if length > LARGEST_DIRECTORY:
        raise Damaged("too many parts")

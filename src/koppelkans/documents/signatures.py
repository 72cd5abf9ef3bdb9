"""What a file is, from its first bytes: the name a file has says too little."""

from __future__ import annotations

from typing import BinaryIO, Final

from koppelkans.documents.problems import TableError, TableProblem

WORKBOOK: Final = "workbook"
TEXT: Final = "text"

CHUNK = 64 * 1024
ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream in which Office keeps a workbook with a password
WIDE = (b"\xff\xfe", b"\xfe\xff")
OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK\x05\x06")
PAGES = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta", b"<head", b"<style")


def kind_of_file(file: BinaryIO, size: int) -> str:
    """`WORKBOOK` for a zip, `TEXT` for what may be a CSV; raises TableError for what is neither."""
    if not size:
        raise TableError([TableProblem("file_empty")])
    file.seek(0)
    start = file.read(4096)
    if start.startswith(ZIP):
        return WORKBOOK
    if start.startswith(OLD_OFFICE):
        raise TableError([TableProblem("encrypted" if _holds(file, ENCRYPTED) else "old_excel")])
    if start.startswith(WIDE):
        return TEXT
    if start.startswith(OTHERS) or b"\0" in start:
        raise TableError([TableProblem("not_a_table")])
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(PAGES):
        raise TableError([TableProblem("web_page")])
    return TEXT


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    """Whether the bytes stand anywhere in the file, read piece by piece."""
    file.seek(0)
    tail = b""
    while chunk := file.read(CHUNK):
        if wanted in tail + chunk:
            return True
        tail = chunk[-len(wanted) :]
    return False

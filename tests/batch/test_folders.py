"""A folder's name is harmless on every system, the same each time, and near the customer's."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.batch.folders import MAX_BYTES, folder_name, same_folder_key

UNTOUCHED = [
    "Acme",
    "Acme Inc",
    "a",
    "7",
    "Über & Söhne",
    "北京公司",
    "شركة",
    "🎉",
    "O'Neill, Sons + Co (UK) #1 = best!",
    "a-b_c.d",
    "Console",
    "com10",
    "lpt",
    "nulls.txt",
    "report.jsonl",
    "my report.json",
]

CLEANED = {
    # separators, and ways out of the folder
    "../../etc/passwd": "_etc_passwd",
    "..\\..\\windows": "_windows",
    "/": "",
    "/etc": "_etc",
    "a/b": "a_b",
    "a/../b": "a_b",
    "C:\\boot": "C_boot",
    "C:": "C_",
    "a:stream": "a_stream",
    "a\uff0fb": "a_b",  # fullwidth solidus, a separator once it is normalised
    "a\u2044b": "a\u2044b",  # fraction slash: no system takes it for one
    # dots, spaces, hyphens at the ends
    ".": "",
    "..": "",
    "...": "",
    ".git": "git",
    ".oneflow-snippet-batch": "oneflow-snippet-batch",
    "Acme Inc.": "Acme Inc",
    "Acme. . .": "Acme",
    "Acme..Sons  Ltd": "Acme.Sons Ltd",
    "  Acme  ": "Acme",
    "-rf": "rf",
    "--out=x": "out=x",
    " ": "",
    "": "",
    "_": "",
    "- . _": "",
    # control and invisible characters
    "a\0b": "a_b",
    "a\nb": "a b",
    "a\t\r\n b": "a b",
    "a\x1bb": "a_b",
    "a\x7fb": "a_b",
    "a\x85b": "a b",
    "a\u2028b": "a b",
    "a\u00a0b": "a b",
    "\u202egpj.exe": "gpj.exe",
    "a\u200b\u200d\ufeff": "a",
    "a\ud800b": "a_b",
    "a\uffffb": "a_b",
    "a\ue000b": "a_b",
    "\u200b": "",
    # other signs
    '"R" Us': "_R_ Us",
    "</script>": "_script_",
    "a*?|b": "a_b",
    "$(reboot)": "_(reboot)",
    "`id`": "_id_",
    "a;b": "a_b",
    "%2e%2e%2f": "_2e_2e_2f",
    "%PATH%": "_PATH_",
    "???": "",
    # names of Windows' devices, and ours
    "CON": "CON_",
    "con": "con_",
    "Aux.txt": "Aux_.txt",
    "NUL .tar.gz": "NUL_.tar.gz",
    "com1": "com1_",
    "COM\u00b9": "COM\u00b9_",
    "lpt9.x": "lpt9_.x",
    ".con": "con_",
    "con.": "con_",
    "c\u200bon": "con_",
    "report.json": "report_.json",
    "Report.JSON": "Report_.JSON",
    "report.json.": "report_.json",
    # combining marks
    "Ame\u0301lie": "Am\u00e9lie",
    "\u0301a": "a",
    "/\u0338": "",
    "\u212b": "\u00c5",
}

#: Pairs that some file system takes for one name.
SAME = [
    ("Acme", "ACME"),
    ("Über", "ÜBER"),
    ("Über", "U\u0308ber"),
    ("Straße", "STRASSE"),
    ("\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3"),
    ("\u212bngstrom", "\u00e5ngstrom"),
    ("\u1e9b\u0323", "\u1e69"),  # a long s with dots above and below
]

DIFFERENT = [("Acme", "Acne"), ("Uber", "Über"), ("\u0131", "i"), ("a", "a_"), ("a b", "ab")]


@pytest.mark.parametrize("name", UNTOUCHED)
def test_a_harmless_name_stays(name: str) -> None:
    assert folder_name(name) == name


@pytest.mark.parametrize(("name", "folder"), CLEANED.items(), ids=map(ascii, CLEANED))
def test_what_is_hostile_is_taken_out(name: str, folder: str) -> None:
    assert folder_name(name) == folder


@pytest.mark.parametrize(("one", "other"), SAME, ids=ascii)
def test_names_that_a_system_does_not_tell_apart_have_one_key(one: str, other: str) -> None:
    assert same_folder_key(one) == same_folder_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=ascii)
def test_names_that_every_system_tells_apart_have_two(one: str, other: str) -> None:
    assert same_folder_key(one) != same_folder_key(other)


@pytest.mark.parametrize("letter", ["a", "ü", "字", "🎉", "e\u0301"])
def test_a_long_name_is_cut_and_stays_its_own(letter: str) -> None:
    names = [letter * 300 + end for end in ("", "1", "2")]
    folders = [folder_name(name) for name in names]
    assert len(set(folders)) == 3
    for folder in folders:
        assert MAX_BYTES - 8 < len(folder.encode()) <= MAX_BYTES
        assert folder.startswith(unicodedata.normalize("NFC", letter) * 10)


def test_a_name_that_just_fits_is_not_cut() -> None:
    assert folder_name("ü" * (MAX_BYTES // 2)) == "ü" * (MAX_BYTES // 2)
    assert folder_name("a" * MAX_BYTES) == "a" * MAX_BYTES
    assert folder_name("a" * (MAX_BYTES + 1)) != "a" * (MAX_BYTES + 1)


NASTY = st.text(
    st.one_of(
        st.sampled_from('/\\:*?"<>|.. -_\0\n\r\tcCoOnNaA1\u0301\u200b\u202e\uff0f\ud800%$`;'),
        st.characters(),
    ),
    max_size=90,
)
FORBIDDEN = set('/\\:*?"<>|%$`;')


@given(NASTY)
def test_whatever_the_name_the_folder_is_harmless(name: str) -> None:
    folder = folder_name(name)
    assert folder_name(name) == folder
    if not folder:
        return
    assert not FORBIDDEN & set(folder)
    assert folder == unicodedata.normalize("NFC", folder)
    assert len(folder.encode("utf-8")) <= MAX_BYTES
    assert folder[0] not in ".- "
    assert folder[-1] not in ". "
    assert not any(unicodedata.category(char)[0] == "C" for char in folder)
    assert ".." not in folder
    assert "  " not in folder
    assert folder.split(".")[0].strip().upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}
    assert folder.casefold() != "report.json"


@given(NASTY)
def test_a_folder_is_its_own_folder(name: str) -> None:
    folder = folder_name(name)
    if folder:
        assert folder_name(folder) == folder


def test_every_folder_can_be_made(tmp_path: Path) -> None:
    names = [*UNTOUCHED, *CLEANED, "ü" * 500]
    folders = {folder for name in names if (folder := folder_name(name))}
    for folder in folders:
        (tmp_path / folder).mkdir()
    assert {path.name for path in tmp_path.iterdir()} == folders
    assert {path.parent for path in tmp_path.rglob("*")} == {tmp_path}

"""The local journal: nothing in clear, nothing from elsewhere, nothing for ever."""

import base64
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends import fail

from backoffice import vault
from backoffice.errors import Unavailable
from backoffice.journal.journal import Journal
from backoffice.journal.sealing import LONGEST_FILE, UnreadableError, seal, unseal
from backoffice.rules.drafts.draft import LONGEST_TEXT, MOST_DRAFTS, Draft, sentence
from tests.fakes import MemoryKeyring

SECRET = "Madame Nguyễn rappelle jeudi au sujet de la fuite"
WHAT = "le résumé de l’appel de NGUYỄN Thị Hồng"
KEY = bytes(range(32))


def draft(text: str = SECRET, place: str = "call-summary:41", ago: timedelta = timedelta(0)) -> Draft:
    return Draft(place, WHAT, text, 1344, datetime.now(UTC) - ago)


def files(journal: Journal, suffix: str) -> list[Path]:
    return sorted(path for path in journal.folder.iterdir() if path.suffix == suffix)


@pytest.fixture
def journal(keyring_store: MemoryKeyring) -> Journal:
    return Journal("agence", "c.moreau")


def test_half_a_character_is_kept_like_the_others(journal: Journal) -> None:
    """A lone surrogate comes with a paste that went wrong: what was typed with it is not lost."""
    journal.keep(draft("avant \ud83d après"))
    assert (
        unseal(
            vault.journal_key("agence", "c.moreau"),
            f"agence\nc.moreau\n{files(journal, '.draft')[0].name}",
            files(journal, ".draft")[0].read_bytes(),
        )["text"]
        == "avant \ud83d après"
    )


def later(profile: str = "agence", login: str = "c.moreau") -> Journal:
    """The journal as the next run opens it."""
    return Journal(profile, login)


# --- kept and found again ------------------------------------------------------------------------


def test_a_draft_is_found_by_the_next_run_until_it_is_erased(journal: Journal) -> None:
    kept = draft()
    journal.keep(draft("Mad"))
    journal.keep(kept)
    assert later().read().drafts == (kept,)
    journal.erase(kept.place)
    assert later().read().drafts == ()
    assert list(journal.folder.iterdir()) == []
    journal.erase(kept.place)


def test_the_latest_comes_first(journal: Journal) -> None:
    for minutes in (5, 1, 9):
        journal.keep(draft(place=f"call-summary:{minutes}", ago=timedelta(minutes=minutes)))
    assert [one.place for one in later().read().drafts] == [f"call-summary:{n}" for n in (1, 5, 9)]


def test_what_is_said_of_a_draft() -> None:
    at = datetime(2026, 11, 21, 13, 32, tzinfo=UTC)
    words = sentence(Draft("p", WHAT, SECRET, None, at))
    assert words == f"Vous écriviez {WHAT} le 21/11/2026 à 14 h 32."


def test_nothing_is_in_clear_on_the_disk(journal: Journal, home: Path) -> None:
    journal.keep(draft())
    words = [*SECRET.split(), *WHAT.split(), "call-summary", "1344", "c.moreau", "agence", "customer", "text"]
    clear = [word for word in words if len(word) > 3]
    found = [path for path in home.rglob("*") if path.is_file()]
    assert found
    for path in found:
        content = path.read_bytes() + str(path.relative_to(home)).encode()
        for word in clear:
            for form in (
                word.encode(),
                word.encode("utf-16-le"),
                base64.b64encode(word.encode()).rstrip(b"=")[:-1],
            ):
                assert form not in content, (path, word)
        assert path.stat().st_mode & 0o077 == 0


def test_the_key_is_in_the_store_alone(journal: Journal, keyring_store: MemoryKeyring, home: Path) -> None:
    journal.keep(draft())
    kept = keyring_store.entries["guichet-journal:agence", "c.moreau"]
    key = base64.b64decode(kept)
    assert len(key) == 32
    for path in home.rglob("*"):
        assert not path.is_file() or (key not in path.read_bytes() and kept.encode() not in path.read_bytes())


def test_each_profile_and_each_login_has_its_own(journal: Journal, keyring_store: MemoryKeyring) -> None:
    journal.keep(draft())
    for other in (later("recette"), later(login="p.martin")):
        assert other.read().drafts == ()
        other.keep(draft("autre"))
        assert [one.text for one in other.read().drafts] == ["autre"]
    assert [one.text for one in later().read().drafts] == [SECRET]
    assert len(set(keyring_store.entries.values())) == 3


# --- bounds --------------------------------------------------------------------------------------


def test_a_week_later_it_is_gone(journal: Journal) -> None:
    journal.keep(draft(place="old"))
    (old,) = files(journal, ".draft")
    journal.keep(draft(place="typed long ago", ago=timedelta(days=7, minutes=1)))
    journal.keep(draft(place="recent", ago=timedelta(days=6, hours=23)))
    week = (datetime.now(UTC) - timedelta(days=7, minutes=1)).timestamp()
    os.utime(old, (week, week))
    assert [one.place for one in later().read().drafts] == ["recent"]
    assert not old.exists()


def test_a_text_and_their_number_are_bounded(journal: Journal) -> None:
    journal.keep(draft("é" * 500_000, place="long"))
    (long,) = later().read().drafts
    assert long.text == "é" * LONGEST_TEXT
    assert sum(path.stat().st_size for path in journal.folder.iterdir()) < LONGEST_FILE
    for number in range(MOST_DRAFTS + 10):
        journal.keep(draft(place=f"call-summary:{number}"))
    assert len(files(journal, ".draft")) == MOST_DRAFTS
    places = {one.place for one in later().read().drafts}
    assert f"call-summary:{MOST_DRAFTS + 9}" in places
    assert "long" not in places


# --- files that are not ours ---------------------------------------------------------------------


def damage(name: str, file: Path) -> None:
    content = bytearray(file.read_bytes())
    if name == "one bit":
        content[len(content) // 2] ^= 1
    elif name == "nonce":
        content[5] ^= 1
    elif name == "cut":
        del content[-7:]
    elif name == "empty":
        content.clear()
    elif name == "text":
        content[:] = b"hello"
    elif name == "another version":
        content[2:3] = b"2"
    elif name == "too long":
        content += bytes(LONGEST_FILE)
    file.write_bytes(content)


@pytest.mark.parametrize("name", ["one bit", "nonce", "cut", "empty", "text", "another version", "too long"])
def test_a_damaged_file_is_set_aside_and_said(journal: Journal, name: str) -> None:
    journal.keep(draft(place="sound"))
    journal.keep(draft(place="damaged"))
    sound, damaged = sorted(files(journal, ".draft"), key=lambda path: path.stat().st_mtime_ns)
    damage(name, damaged)
    read = later().read()
    assert [one.place for one in read.drafts] == ["sound"]
    assert read.notice is not None
    assert "mis de côté" in read.notice
    assert files(journal, ".draft") == [sound]
    assert len(files(journal, ".aside")) == 1
    assert later().read().notice is None


def test_a_file_moved_to_another_place_is_none_of_ours(journal: Journal) -> None:
    journal.keep(draft())
    (file,) = files(journal, ".draft")
    file.rename(file.with_name(f"{'0' * 40}.draft"))
    read = later().read()
    assert (read.drafts, read.notice is None) == ((), False)


def test_a_file_of_another_login_is_none_of_ours(journal: Journal, keyring_store: MemoryKeyring) -> None:
    """Even under the same key: whose it is was sealed with it."""
    other = later(login="p.martin")
    other.keep(draft())
    (file,) = files(other, ".draft")
    keyring_store.entries["guichet-journal:agence", "c.moreau"] = keyring_store.entries[
        "guichet-journal:agence", "p.martin"
    ]
    journal.folder.mkdir(parents=True)
    (journal.folder / file.name).write_bytes(file.read_bytes())
    read = later().read()
    assert (read.drafts, read.notice is None) == ((), False)


@pytest.mark.parametrize("kept", [base64.b64encode(bytes(32)).decode(), "not base64 é", "AAAA", ""])
def test_a_file_of_an_old_key_is_set_aside(journal: Journal, keyring_store: MemoryKeyring, kept: str) -> None:
    journal.keep(draft("un"))
    journal.keep(draft("deux", place="other"))
    keyring_store.entries["guichet-journal:agence", "c.moreau"] = kept
    read = later().read()
    assert read.drafts == ()
    assert read.notice is not None
    assert read.notice.startswith("2 textes")
    later().keep(draft("trois"))
    assert [one.text for one in later().read().drafts] == ["trois"]


@pytest.mark.parametrize(
    "facts",
    [{}, {"place": "p"}, {"place": "p", "what": "w", "text": "t", "customer_id": "x", "typed_at": ""}],
)
def test_sealed_facts_that_are_no_draft_are_set_aside(journal: Journal, facts: dict[str, str]) -> None:
    journal.keep(draft())
    (file,) = files(journal, ".draft")
    key = vault.journal_key("agence", "c.moreau")
    file.write_bytes(seal(key, journal._bound(file), facts))
    assert later().read().notice is not None


def test_what_is_in_the_folder_besides_is_left_alone(journal: Journal) -> None:
    journal.keep(draft())
    (journal.folder / "notes.txt").write_text("mine")
    (journal.folder / "sub.draft").mkdir()
    read = later().read()
    assert len(read.drafts) == 1
    assert (journal.folder / "notes.txt").read_text() == "mine"


@given(st.binary(max_size=200), st.text(max_size=50))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused_and_any_text_comes_back(noise: bytes, words: str) -> None:
    with pytest.raises(UnreadableError):
        unseal(KEY, "place", noise)
    sealed = seal(KEY, "place", {"text": words})
    assert unseal(KEY, "place", sealed) == {"text": words}
    for key, place in ((bytes(32), "place"), (KEY, "other")):
        with pytest.raises(UnreadableError):
            unseal(key, place, sealed)
    assert seal(KEY, "place", {"text": words}) != sealed


# --- no store, no room ---------------------------------------------------------------------------


def no_store() -> KeyringBackend:
    return fail.Keyring()  # type: ignore[no-untyped-call]  # keyring annotates it not


def test_without_a_store_nothing_is_written(keyring_store: MemoryKeyring, home: Path) -> None:
    keyring.set_keyring(no_store())
    journal = Journal("agence", "c.moreau")
    assert journal.read().drafts == ()
    journal.erase("call-summary:41")
    with pytest.raises(Unavailable, match="en mémoire") as caught:
        journal.keep(draft())
    assert caught.value.code == "JOURNAL_MEMORY"
    assert not journal.folder.exists()


def test_a_store_that_is_locked_leaves_the_files(journal: Journal) -> None:
    journal.keep(draft())
    store = keyring.get_keyring()
    keyring.set_keyring(no_store())
    with pytest.raises(Unavailable, match="relu"):
        later().read()
    keyring.set_keyring(store)
    assert len(later().read().drafts) == 1


def test_a_disk_that_refuses_is_said(journal: Journal) -> None:
    journal.folder.parent.mkdir(parents=True)
    journal.folder.write_text("a file where the folder should be")
    with pytest.raises(Unavailable, match="disque") as caught:
        journal.keep(draft())
    assert caught.value.code == "JOURNAL_DISK"
    assert later().read().drafts == ()


# --- two windows ---------------------------------------------------------------------------------

_OTHER = """
import sys
from datetime import UTC, datetime
import keyring
from backoffice.journal.journal import Journal
from backoffice.rules.drafts.draft import Draft
from tests.fakes import MemoryKeyring
store = MemoryKeyring()
store.entries[("guichet-journal:agence", "c.moreau")] = sys.argv[1]
keyring.set_keyring(store)
Journal("agence", "c.moreau").keep(Draft("other window", "la suite", "x", None, datetime.now(UTC)))
print("kept", flush=True)
sys.stdin.read()
"""


def test_what_another_window_is_writing_is_not_offered_until_it_ends(
    journal: Journal, keyring_store: MemoryKeyring
) -> None:
    journal.keep(draft(place="mine"))
    key = keyring_store.entries["guichet-journal:agence", "c.moreau"]
    command = [sys.executable, "-c", _OTHER, key]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "kept\n"
        assert [one.place for one in later().read().drafts] == ["mine"]
        other.kill()
        other.wait(10)
        assert {one.place for one in later().read().drafts} == {"mine", "other window"}


def test_the_facts_sealed_are_json(journal: Journal) -> None:
    """So that a later version reads those of this one."""
    journal.keep(draft())
    (file,) = files(journal, ".draft")
    facts = unseal(vault.journal_key("agence", "c.moreau"), journal._bound(file), file.read_bytes())
    assert json.loads(json.dumps(facts)) == facts
    assert set(facts) == {"place", "what", "text", "customer_id", "typed_at", "writer"}

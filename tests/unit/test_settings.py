"""Connection profiles: which one is chosen, what is refused, what is written."""

import os
import stat
import tomllib
from datetime import date
from pathlib import Path

import pytest

from backoffice import settings
from backoffice.errors import Misconfigured
from backoffice.settings import ConnectionProfile, load_connections, load_settings, save_profile

FILE = """
default = "production"
[profile.production]
dsn = "host=pg1.example,pg2.example dbname=guichet target_session_attrs=read-write"
user = "c.moreau"
landlord = "logirem"
[profile.poste]
kind = "embedded"
"""


@pytest.fixture
def file(home: Path) -> Path:
    """The file of connection profiles, not written yet."""
    path = home / "config" / "connections.toml"
    path.parent.mkdir(parents=True)
    assert settings.connections_file() == path
    return path


def test_without_a_file_there_is_the_demo_and_nothing_else() -> None:
    """The window will ask for a connection."""
    chosen = load_settings(environ={})
    assert not chosen.is_connected_to_something
    assert list(load_connections().profiles) == ["demo"]
    demo = load_settings(profile="demo", environ={}).profile
    assert demo is not None
    assert demo.is_demo
    assert demo.kind == "embedded"


def test_the_default_profile(file: Path) -> None:
    """With its landlord, unless the command line says another."""
    file.write_text(FILE)
    chosen = load_settings(environ={}, as_of=date(2026, 3, 1))
    assert chosen.profile is not None
    assert (chosen.profile.name, chosen.profile.kind, chosen.profile.user) == (
        "production",
        "server",
        "c.moreau",
    )
    assert (chosen.landlord, chosen.as_of) == ("logirem", date(2026, 3, 1))
    assert load_settings(landlord="erilia", environ={}).landlord == "erilia"


def test_an_embedded_profile_has_a_folder(file: Path, home: Path) -> None:
    """Below this user's data."""
    file.write_text(FILE)
    chosen = load_settings(profile="poste", environ={}).profile
    assert chosen is not None
    assert chosen.folder == home / "data" / "postgres" / "poste"


def test_what_wins(file: Path) -> None:
    """--dsn, then --profile, then BACKOFFICE_DSN, then the default profile."""
    file.write_text(FILE)
    environ = {"BACKOFFICE_DSN": "host=env password=allowed"}
    assert load_settings(dsn="host=x", profile="poste", environ=environ).dsn == "host=x"
    assert load_settings(profile="poste", environ=environ).dsn is None
    assert load_settings(environ=environ).dsn == "host=env password=allowed"
    assert load_settings(environ=environ).profile is None
    assert load_settings(environ={"BACKOFFICE_DSN": ""}).profile is not None


@pytest.mark.parametrize("dsn", ["host=x", ""])
def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, dsn: str) -> None:
    """The real one, when none is given."""
    monkeypatch.setitem(os.environ, "BACKOFFICE_DSN", dsn)
    assert load_settings().dsn == (dsn or None)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("default = ", ["mal écrit"]),
        ("colour = 1", ["« colour »", "inconnue"]),
        ("default = 1", ["« default »", "guillemets"]),
        ('default = "x"', ["« default »", "« x »", "n’existe pas"]),
        ("profile = 1", ["« profile »"]),
        ("profile.x = 1", ["« profile.x »"]),
        ("[profile.x]\ndns = 'host=a'", ["« profile.x.dns »", "inconnue", "dsn"]),
        ("[profile.x]\ndsn = 5", ["« profile.x.dsn »", "guillemets"]),
        ("[profile.x]\nkind = 'oracle'", ["« profile.x.kind »", "embedded"]),
        ("[profile.x]", ["« profile.x.dsn »", "manque"]),
        ("[profile.x]\nkind = 'embedded'\ndsn = 'host=a'", ["« profile.x.dsn »"]),
        ("[profile.demo]\nkind = 'embedded'", ["« profile.demo »", "fourni"]),
        ("[profile.'été à la mer']\ndsn = 'host=a'", ["sans accent"]),
        ("[profile.'../../etc']\nkind = 'embedded'", ["sans accent"]),
        ("[profile.x]\ndsn = 'host=a password=Sesame7'", ["« profile.x.dsn »", "coffre"]),
        ("[profile.x]\ndsn = 'host=a sslpassword = Sesame7'", ["coffre"]),
        ("[profile.x]\ndsn = 'postgresql://u:Sesame7@a/guichet'", ["coffre"]),
        ("[profile.x]\ndsn = 'postgresql://a/guichet?password=Sesame7'", ["coffre"]),
        ("[profile.x]\ndsn = 'postgresql://a/guichet?p%61ssword=Sesame7'", ["coffre"]),
        ("[profile.x]\ndsn = 'postgresql://a/guichet?sslp%61ssword=Sesame7'", ["coffre"]),
        ("[profile.x]\ndsn = 'host=a oauth_client_secret=Sesame7'", ["coffre"]),
    ],
)
def test_a_file_written_wrongly(file: Path, content: str, words: list[str]) -> None:
    """The sentence names the file, the key and the reason, and never a password."""
    file.write_text(content)
    with pytest.raises(Misconfigured) as caught:
        load_settings(environ={})
    for word in [str(file), *words]:
        assert word in caught.value.sentence
    assert "Sesame7" not in caught.value.sentence


def test_a_file_that_is_not_text(file: Path) -> None:
    """Or that may not be read."""
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Misconfigured, match="illisible"):
        load_settings(environ={})


def test_an_unknown_profile_gives_the_list(file: Path) -> None:
    """So that the reader can correct it at once."""
    file.write_text(FILE)
    with pytest.raises(Misconfigured, match=r"« prod » n’existe pas.*demo, poste, production"):
        load_settings(profile="prod", environ={})


def test_the_demo_does_not_need_a_sound_file(file: Path) -> None:
    """Training must open whatever happened to the settings."""
    file.write_text("broken")
    assert load_settings(profile="demo", environ={}).profile == settings.DEMO_PROFILE


def test_saving_keeps_the_others(file: Path) -> None:
    """And what is written reads back the same, whatever letters it holds."""
    file.write_text(FILE)
    odd = ConnectionProfile("siege-2", "server", "host='C:\\pg \"x\"' dbname=é\t", "d'Arc", None)
    save_profile(odd, default=True)
    read = load_connections()
    assert read.default == "siege-2"
    assert read.profiles["siege-2"] == odd
    assert list(read.profiles) == ["demo", "production", "poste", "siege-2"]
    assert read.profiles["production"].landlord == "logirem"
    save_profile(ConnectionProfile("poste", "server", "host=a"))
    assert load_connections().profiles["poste"].dsn == "host=a"
    assert load_connections().default == "siege-2"
    assert list(file.parent.iterdir()) == [file]


def test_the_first_profile_makes_the_file(home: Path) -> None:
    """The folder too."""
    save_profile(ConnectionProfile("poste", "embedded"), default=True)
    document = tomllib.loads((home / "config" / "connections.toml").read_text(encoding="utf-8"))
    assert document == {"default": "poste", "profile": {"poste": {"kind": "embedded"}}}


def test_a_text_that_is_no_connection_keeps_its_reason_for_later(file: Path) -> None:
    """It is explained when it is opened: the file itself is readable."""
    file.write_text("[profile.x]\ndsn = 'host'")
    assert load_connections().profiles["x"].dsn == "host"


@pytest.mark.parametrize(
    "profile",
    [
        ConnectionProfile("demo", "embedded"),
        ConnectionProfile("x", "server", "host=a password=b"),
        ConnectionProfile("x", "server"),
    ],
)
def test_a_wrong_profile_is_not_saved(home: Path, profile: ConnectionProfile) -> None:
    """The same rules as for the file."""
    with pytest.raises(Misconfigured):
        save_profile(profile)
    assert not (home / "config").exists()


def test_a_broken_file_is_not_overwritten(file: Path) -> None:
    """Whoever broke it may want what is in it."""
    file.write_text("broken")
    with pytest.raises(Misconfigured):
        save_profile(ConnectionProfile("poste", "embedded"))
    assert file.read_text() == "broken"


def test_a_place_that_cannot_be_written(home: Path) -> None:
    """A file stands where the folder should be."""
    home.mkdir()
    (home / "config").write_text("")
    with pytest.raises(Misconfigured, match="droits d’accès"):
        save_profile(ConnectionProfile("poste", "embedded"))
    assert stat.S_ISREG((home / "config").stat().st_mode)

"""``courier.toml``: what is written wrongly is named, what is secret is kept elsewhere."""

import io
from pathlib import Path

import pytest

from backoffice.cli.main import main
from backoffice.cli.trace.post_settings import load_post, settings_file
from backoffice.errors import Misconfigured
from backoffice.services.sending.gateways import Security
from tests.fakes import MemoryKeyring

MAIL = '[mail]\nhost = "smtp.example.fr"\nsender = "ne-pas-repondre@example.fr"\n'
SMS = '[sms]\nurl = "https://sms.example.fr/v1"\n'


@pytest.fixture
def file(home: Path) -> Path:
    """The file of settings of this test."""
    settings_file().parent.mkdir(parents=True)
    return settings_file()


def secret(folder: Path, text: str = "s3cret", mode: int = 0o600) -> str:
    """A file that holds a secret."""
    made = folder / f"secret-{mode:o}"
    made.write_text(text + "\n", encoding="utf-8")
    made.chmod(mode)
    return str(made)


def test_without_a_file_nothing_is_set_up(home: Path, tmp_path: Path) -> None:
    assert load_post() == (None, None)
    with pytest.raises(Misconfigured, match="n’existe pas"):
        load_post(tmp_path / "absent.toml")


def test_the_usual_settings_are_the_closed_ones(file: Path) -> None:
    file.write_text(MAIL + '[mail.senders]\nLOGIREM = "contact@logirem.example"\n', encoding="utf-8")
    mail, sms = load_post()
    assert sms is None
    assert mail is not None
    assert (mail.security, mail.port, mail.login) == (Security.STARTTLS, 587, None)
    assert mail.sender_of("LOGIREM") == "contact@logirem.example"
    assert mail.sender_of("AUTRE") == "ne-pas-repondre@example.fr"


def test_secrets_come_from_a_file_of_one_s_own(file: Path, tmp_path: Path) -> None:
    kept = secret(tmp_path)
    login = f'login = "guichet"\npassword_file = "{kept}"\n'
    file.write_text(f'{MAIL}{login}{SMS}token_file = "{kept}"\n', encoding="utf-8")
    mail, sms = load_post()
    assert mail is not None
    assert sms is not None
    assert (mail.password, sms.token) == ("s3cret", "s3cret")
    assert "s3cret" not in f"{mail!r}{sms!r}{mail}{sms}"


def test_or_from_the_credential_store(
    file: Path,
    keyring_store: MemoryKeyring,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Typed once, never shown."""
    file.write_text(MAIL + 'login = "guichet"\n' + SMS, encoding="utf-8")
    with pytest.raises(Misconfigured, match="--secret mail"):
        load_post()
    for channel in ("mail", "sms"):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"s3cret-{channel}\n"))
        assert main(["courier", "--secret", channel]) == 0
    mail, sms = load_post()
    assert mail is not None
    assert sms is not None
    assert (mail.password, sms.token) == ("s3cret-mail", "s3cret-sms")
    told = capsys.readouterr()
    assert "s3cret" not in told.out + told.err
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert main(["courier", "--secret", "mail"]) == 1
    file.write_text(SMS, encoding="utf-8")
    assert main(["courier", "--secret", "mail"]) == 2


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("mail = 3", "une table est attendue"),
        ("[fax]", "fax"),
        ("[mail", "mal écrit"),
        ("[mail]\n", "« host »"),
        ('[mail]\nhost = "x"\n', "« sender »"),
        (MAIL + 'pasword = "x"\n', "« pasword »"),
        (MAIL + 'password = "x"\n', "« password »"),
        (MAIL + "port = 0\n", "« port »"),
        (MAIL + 'port = "25"\n', "« port »"),
        (MAIL + "port = true\n", "« port »"),
        (MAIL + 'security = "ssl"\n', "« security »"),
        (MAIL + 'security = "none"\n', "localhost"),
        ('[mail]\nhost = "localhost"\nsecurity = "none"\nlogin = "x"\nsender = "a@b.fr"\n', "« login »"),
        (MAIL.replace("ne-pas-repondre@example.fr", "Nous <a@b.fr>"), "« sender »"),
        (MAIL + 'reply_to = "a@b.fr\\r\\nBcc: c@d.fr"\n', "« reply_to »"),
        (MAIL + 'ca_file = "/absent.pem"\n', "« ca_file »"),
        (MAIL + 'senders = "a@b.fr"\n', "« senders »"),
        (MAIL + "[mail.senders]\nLOGIREM = 3\n", "« senders »"),
        (MAIL + '[mail.senders]\nLOGIREM = "x"\n', "« senders.LOGIREM »"),
        ('[sms]\nurl = "http://sms.example.fr"\n', "« url »"),
        ('[sms]\nurl = "https://moi:secret@sms.example.fr"\n', "« url »"),
        ('[sms]\nurl = "ftp://[::1"\n', "« url »"),
        ('[sms]\nurl = "https://"\n', "« url »"),
        ('[sms]\nurl = "https://sms.example.fr/é"\n', "« url »"),
    ],
)
def test_what_is_wrong_is_named(file: Path, text: str, named: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as caught:
        load_post()
    assert named in caught.value.sentence
    assert caught.value.sentence.endswith(".")


def test_a_secret_that_others_may_read_is_none(file: Path, tmp_path: Path) -> None:
    for kept, named in (
        (secret(tmp_path, mode=0o644), "chmod 600"),
        (secret(tmp_path, "", 0o600), "secret seul"),
        (secret(tmp_path, "a\nb", 0o400), "secret seul"),
    ):
        file.write_text(f'{SMS}token_file = "{kept}"\n', encoding="utf-8")
        with pytest.raises(Misconfigured, match=named):
            load_post()

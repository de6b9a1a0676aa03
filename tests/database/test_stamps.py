"""What signed codes are checked with, in the database: who brings it, what proves it, what it changes."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from backoffice.cli.main import main
from backoffice.database.session import transaction
from backoffice.errors import GuichetError, Refused
from backoffice.models.validation.stamps import StampTrust
from backoffice.rules.stamps.verdict import Doubt, StampState
from backoffice.rules.vocabulary.validation.stamps import TrustKind
from backoffice.services.stamps.importing import add_list_signer, import_trust
from backoffice.services.stamps.kept import kept_trust
from backoffice.services.stamps.trusted import read_stored
from tests.conftest import Server
from tests.stamp_lists import signer_sha256, trust_list
from tests.stamps import NOTICE, Issuer, header, new_key, sign

pytestmark = pytest.mark.database

ISSUER, KEY = Issuer(), new_key()
LEAF = ISSUER.leaf(KEY)
PEM = LEAF.loaded.public_bytes(Encoding.PEM)
CODE = sign(KEY, header() + NOTICE)
LIST = trust_list([(ISSUER.authority(), "inaccord")])
FILES = (("certificats.pem", PEM), ("revocations.crl", ISSUER.revocations()), ("liste.xml", LIST))


@pytest.fixture
def trusting(session: Session) -> Session:
    """A database where the tests' signer may sign lists."""
    session.add(StampTrust(kind=TrustKind.LIST_SIGNER.value, sha256=signer_sha256()))
    session.flush()
    return session


def test_a_list_vouches_for_what_comes_with_it(trusting: Session) -> None:
    """In any order, once: the second time everything is known."""
    done = import_trust(trusting, (*FILES, ("LISEZMOI.md", b"rien")))
    assert done.added == dict.fromkeys(
        (TrustKind.TRUST_LIST, TrustKind.CERTIFICATE, TrustKind.REVOCATIONS), 1
    )
    assert (done.refused, done.sequence) == ((), 1)
    again = import_trust(trusting, FILES)
    assert (again.added, again.known) == ({}, 3)
    kept = kept_trust(trusting)
    assert [(one.ca_id, one.is_accepted, one.certificates) for one in kept.authorities] == [("ZZ01", True, 1)]


def test_a_code_is_judged_by_what_is_kept(trusting: Session) -> None:
    """Unknown, verified, withdrawn, revoked; the list of the highest number rules, whenever it came."""
    before = read_stored(trusting, CODE).verdict
    assert (before.state, before.doubts) == (StampState.UNVERIFIABLE, (Doubt.NO_CERTIFICATE,))
    import_trust(trusting, FILES)
    found = read_stored(trusting, CODE)
    assert (found.verdict.state, found.verdict.reason) == (StampState.VERIFIED, None)
    assert found.notice is not None
    withdrawn = trust_list([(ISSUER.authority(), "revoked")], sequence=3)
    older = trust_list([(ISSUER.authority(), "inaccord")], sequence=2)
    import_trust(trusting, (("liste3.xml", withdrawn), ("liste2.xml", older)))
    assert read_stored(trusting, CODE).verdict.doubts == (Doubt.WITHDRAWN,)
    import_trust(trusting, (("liste4.xml", trust_list([(ISSUER.authority(), "inaccord")], sequence=4)),))
    import_trust(trusting, (("revocations.crl", ISSUER.revocations(LEAF)),))
    assert read_stored(trusting, CODE).verdict.doubts == (Doubt.REVOKED,)
    altered = CODE.replace(b"4124310", b"4114310")
    assert read_stored(trusting, altered).verdict.state is StampState.WRONG


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ((("a.pem", PEM),), "liste de confiance"),
        ((("a.xml", LIST.replace(b"inaccord", b"revoked")),), "signataire"),
        ((("a.txt", b"rien"),), "aucun certificat"),
        ((("a.der", Issuer("FR00").leaf(KEY, "0001").der),), "formation"),
        ((("a.xml", LIST), ("b.der", Issuer().leaf(KEY).der)), "pas l’autorité"),
        ((("a.xml", LIST), ("b.der", Issuer("ZZ02").leaf(KEY).der)), "pas dans la liste"),
    ],
)
def test_what_proves_nothing_is_left_out(
    trusting: Session, files: tuple[tuple[str, bytes], ...], said: str
) -> None:
    """With one sentence; nothing at all kept is a refusal."""
    if len(files) == 1:
        with pytest.raises(Refused) as caught:
            import_trust(trusting, files)
        assert caught.value.code == "NO_TRUST_FILE"
        refused: tuple[str, ...] = (caught.value.sentence,)
    else:
        refused = import_trust(trusting, files).refused
    assert len(refused) == 1
    assert said in refused[0]
    assert read_stored(trusting, CODE).verdict.state is StampState.UNVERIFIABLE


_PLACES = [folder / "shared" / "domain" / "2d-doc-certs" for folder in Path(__file__).resolve().parents]
PUBLISHED = next((place for place in _PLACES if place.is_dir()), None)


@pytest.mark.skipif(PUBLISHED is None, reason="les certificats publiés ne sont pas sur ce poste")
def test_the_published_folder_is_brought_in_one_go(session: Session) -> None:
    """Every certificate that can sign; the keys that cannot and the authority of tests are told."""
    assert PUBLISHED is not None
    files = [(path.name, path.read_bytes()) for path in sorted(PUBLISHED.iterdir()) if path.is_file()]
    done = import_trust(session, files)
    assert done.added[TrustKind.TRUST_LIST] == 2
    assert done.added[TrustKind.CERTIFICATE] > 200
    assert done.sequence == 23
    assert sum("FR00" in one for one in done.refused) == 1
    assert {one.ca_id for one in kept_trust(session).authorities if one.is_accepted} >= {"FR04", "FR06"}


def test_a_row_slipped_in_by_hand_proves_nothing(trusting: Session) -> None:
    """A certificate that the authority did not sign, a list that nobody known signed."""
    import_trust(trusting, FILES[2:])
    false = Issuer().leaf(KEY)
    pieces = {"kind": "CERTIFICATE", "ca_id": "ZZ01", "cert_id": "TST1", "first_day": date(2025, 1, 1)}
    trusting.add(StampTrust(**pieces, sha256=false.fingerprint, content=false.der))
    trusting.add(StampTrust(kind="TRUST_LIST", rank=99, sha256="0" * 64, content=LIST + b" "))
    trusting.flush()
    found = read_stored(trusting, CODE).verdict
    assert found.state is StampState.UNVERIFIABLE
    assert Doubt.NOT_ISSUED in found.doubts
    assert kept_trust(trusting).sequence == 1


@pytest.mark.parametrize("act", ["UPDATE stamp_trust SET cert_id = 'TST2'", "DELETE FROM stamp_trust"])
def test_a_piece_of_trust_is_never_changed(trusting: Session, act: str) -> None:
    """Not even by the owner."""
    import_trust(trusting, FILES)
    with pytest.raises(DBAPIError, match="STAMP_TRUST_KEPT"):
        trusting.execute(text(act))


def test_the_desk_brings_pieces_and_only_an_administrator_a_signer(
    training: str, engine_of: Callable[..., Engine]
) -> None:
    """In training the authority of tests is taken, and said to be one."""
    issuer = Issuer("FR00")
    code = sign(KEY, header(ca="FR00", cert="0001") + NOTICE)
    with transaction(engine_of(training, user="agent.demo")) as session:
        assert import_trust(session, (("essai.der", issuer.leaf(KEY, "0001").der),)).refused == ()
        found = read_stored(session, code).verdict
        assert (found.state, found.doubts) == (StampState.VERIFIED, (Doubt.TEST_AUTHORITY,))
        with pytest.raises(Refused) as caught:
            add_list_signer(session, signer_sha256())
        assert caught.value.code == "ADMINISTRATOR_ONLY"
    with pytest.raises(GuichetError), transaction(engine_of(training, user="agent.demo")) as session:
        session.add(StampTrust(kind=TrustKind.LIST_SIGNER.value, sha256=signer_sha256()))
    with transaction(engine_of(training, user="admin.demo")) as session:
        assert add_list_signer(session, signer_sha256())
        assert not add_list_signer(session, signer_sha256())
        assert import_trust(session, FILES).refused == ()
    with transaction(engine_of(training, user="agent.demo")) as session:
        assert read_stored(session, CODE).verdict.state is StampState.VERIFIED


def test_the_commands_bring_show_and_use_them(
    training: str, server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An agent’s own login; FR00 in training, a folder with something else in it."""
    code = sign(KEY, header(ca="FR00", cert="0001") + NOTICE)
    folder, file = tmp_path / "certificats", tmp_path / "code"
    folder.mkdir()
    (folder / "essai.der").write_bytes(Issuer("FR00").leaf(KEY, "0001").der)
    (folder / "LISEZMOI").write_bytes(b"rien")
    file.write_bytes(code)
    dsn = ["--dsn", server.dsn(training, "agent.demo")]
    assert main(["read-2ddoc", str(file), "--json", *dsn]) == 0
    assert json.loads(capsys.readouterr().out)["signature"] == "unverifiable"
    assert main(["certificates", "import", str(folder), "--json", *dsn]) == 0
    told = {"added": {"CERTIFICATE": 1}, "known": 0, "refused": [], "trust_list": None}
    assert json.loads(capsys.readouterr().out) == told
    assert main(["read-2ddoc", str(file), "--json", *dsn]) == 0
    assert json.loads(capsys.readouterr().out)["signature"] == "verified"
    assert main(["certificates", "import", str(folder), *dsn]) == 0
    assert main(["certificates", "list", *dsn]) == 0
    assert "FR00" in capsys.readouterr().out
    assert main(["certificates", "import", str(file), *dsn]) == 1
    assert main(["certificates", "import", str(tmp_path / "absent"), *dsn]) == 2

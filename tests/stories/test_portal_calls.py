"""« Débloquez mon compte »: the guides' stories, in the agent's words."""

import json
from collections.abc import Iterator

import pytest

from backoffice.cli.main import main
from backoffice.database.engine import make_engine
from backoffice.demo.portal.messages import Outcome
from backoffice.demo.portal.screens import Device, HelpForm
from backoffice.rules.dates import french_instant, french_time, paris_day
from backoffice.rules.phones import mask_email
from backoffice.rules.vocabulary.portal import PortalMessage, PortalPlace
from tests.conftest import Server, copy_of
from tests.stories.portal_call import PortalCall, Printed, Town

APP = Device(PortalPlace.APP)


@pytest.fixture(scope="module")
def town(server: Server) -> Iterator[Town]:
    """The training landlord, once for all these stories: each has a tenant of its own."""
    for name in copy_of(server, server.ensure_training()):
        owner, portal = make_engine(server.dsn(name)), make_engine(server.dsn(name, "portail.demo"))
        with portal.connect() as line:
            yield Town(owner, line, server.dsn(name, "agent.demo"))
        portal.dispose()
        owner.dispose()


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    """What the last command printed and said."""

    def read() -> tuple[str, str]:
        told = capsys.readouterr()
        return told.out, told.err

    return read


LEVEL_3 = (
    "Il faut une identité certaine (niveau 3) : pièce vue au guichet, ou code et rappel au numéro du dossier."
)
WRONG = "Faux-mot-2-passe"


def said(out: str) -> str:
    """What the agent reads to the tenant."""
    (line,) = [one for one in out.splitlines() if one.startswith("À lire : ")]
    return line.removeprefix("À lire : « ").removesuffix(" »")


def test_logirem_without_sms(town: Town, printed: Printed) -> None:
    """« Je ne reçois pas le code » : an old number, replaced at level 3, tried again a day later."""
    call = PortalCall(town, printed, "logirem")
    old, email = call.contact("MOBILE"), call.contact("EMAIL")
    call.started(minutes=5)
    assert call.portal.register(call.tenant.registration(), APP).went_on
    call.receives(Outcome.BOUNCED)
    call.today()
    out = call.why()
    assert "MESSAGE NON REMIS (R4.17)" in out
    assert "remplacez-le (identité certaine) ; sinon renvoyez le message." in out
    assert said(out) == (
        "Notre message n’a pas pu être remis à votre portable. "
        "Dites-moi si ce contact a changé, sans me donner de code."
    )
    new = ("--mobile", "06 39 98 44 55", "--replaces", str(old))
    by_phone = ("--call", call.verified("IDENTIFIERS"))
    assert call.refused("REPLACE_CONTACT", "CONTACT_LOST", *new, *by_phone).startswith(LEVEL_3)
    out = call.does("REPLACE_CONTACT", "CONTACT_LOST", *new, "--counter")
    assert "il servira après le délai de sécurité" in out
    _old_contacts_are_told(call, {old, email})
    _retries_a_day_later(call, by_phone)


def _old_contacts_are_told(call: PortalCall, old: set[int]) -> None:
    """Every old contact, and never the new one (R4.25); nothing leaves before it can be undone."""
    told = call.ask(
        "SELECT k.id, o.body, o.not_before > clock_timestamp() AS waits FROM outbox_message o "
        "JOIN customer c ON c.id = o.customer_id LEFT JOIN contact k "
        "ON k.person_id = c.main_person_id AND k.value_key = o.address "
        "WHERE o.customer_id = :id AND o.template = 'CHANGE_NOTICE'"
    )
    assert {row.id for row in told} == old
    for row in told:
        assert row.waits
        assert "un nouveau contact (" in row.body
        assert "votre compte en ligne sera suspendu et le changement arrêté" in row.body


def _retries_a_day_later(call: PortalCall, by_phone: tuple[str, str]) -> None:
    entered = call.contact("MOBILE")
    usable = "SELECT max(k.usable_for_security_from) AS at FROM contact k "
    usable += "JOIN customer c ON c.main_person_id = k.person_id WHERE c.id = :id"
    hour = french_instant(call.ask(usable)[0].at)
    assert said(call.why()) == (
        f"Vous avez changé votre portable il y a peu : par sécurité, rien n’y part avant le {hour}. "
        "Réessayez à partir de cette heure."
    )
    too_early = call.refused("SEND_ACTIVATION", "NOT_RECEIVED", "--contact", str(entered), *by_phone)
    assert too_early.startswith(
        f"Ce contact vient d’être enregistré : le portail ne lui écrira qu’à partir du {hour}."
    )
    call.waits("24 hours")
    call.does("SEND_ACTIVATION", "NOT_RECEIVED", *by_phone)
    call.waits("11 minutes")
    call.today()
    assert call.portal.take_errands() >= 1
    call.receives()
    (code,) = call.tenant.last(PortalMessage.ACTIVATION).tokens
    out = call.why()
    assert said(out).endswith("Regardez vos SMS et tapez le code vous-même, sans me le dire.")
    assert code not in out
    assert call.portal.activate(code, call.tenant.number, call.tenant.password).went_on
    assert call.portal.sign_in(call.tenant.login, call.tenant.password, APP).went_on
    sent = call.ask(
        "SELECT contact_id FROM portal_event WHERE customer_id = :id AND kind = 'ACTIVATION_SENT'"
    )
    assert sent[-1].contact_id == entered


def test_vivest_three_and_three_unlocked(town: Town, printed: Printed) -> None:
    """« Mon compte est bloqué » : unlocked at level 2, the password unchanged."""
    call = PortalCall(town, printed, "vivest", "ACTIVE")
    _locks(call, minutes=4)
    until = french_time(call.ask(_OPEN_LOCK)[0].until)
    out = call.why()
    assert "BLOQUÉ POUR QUELQUES MINUTES — ENCORE 6 MIN (R4.12)" in out
    assert "6 essais manqués (mots de passe faux, puis recréations manquées)" in out
    assert f"Il se débloque de lui-même à {until} ; un agent le débloque tout de suite" in out
    assert said(out) == (
        "Votre compte est bloqué après plusieurs essais, encore 6 minutes au plus. Si vous ne savez plus "
        "votre mot de passe, choisissez ensuite « Mot de passe oublié »."
    )
    by_phone = ("--call", call.verified("IDENTIFIERS"))
    assert call.refused("UNLOCK", "FORGOTTEN_PASSWORD", *by_phone).startswith(
        "Il manque un contrôle pour le niveau 2 : deux réponses, un code ou un rappel au numéro du dossier."
    )
    assert not call.portal.sign_in(call.tenant.login, call.tenant.password).went_on
    assert call.verified("CALL_BACK") == by_phone[1]
    out = call.does("UNLOCK", "FORGOTTEN_PASSWORD", *by_phone)
    assert "débloqué ; son mot de passe n’a pas changé." in out
    assert call.portal.sign_in(call.tenant.login, call.tenant.password).went_on
    assert call.first()["code"] == "CAN_SIGN_IN"


def test_vivest_three_and_three_waited(town: Town, printed: Printed) -> None:
    """« J’ai attendu » : eleven minutes later the lock is none, for the agent as for the portal."""
    call = PortalCall(town, printed, "vivest", "ACTIVE")
    _locks(call, minutes=11)
    by_phone = ("--call", call.verified("CALL_BACK"))
    assert call.first()["code"] != "LOCKED_TEMPORARY"
    assert "n’est pas bloqué" in call.refused("UNLOCK", "FORGOTTEN_PASSWORD", *by_phone)
    assert call.portal.sign_in(call.tenant.login, call.tenant.password).went_on
    assert call.ask(_OPEN_LOCK) == []


_OPEN_LOCK = (
    "SELECT k.until FROM account_lock k JOIN portal_account a ON a.id = k.account_id "
    "WHERE a.customer_id = :id AND k.ended_at IS NULL"
)


def _locks(call: PortalCall, minutes: int) -> None:
    """Three wrong passwords, then three re-creations that the portal refuses."""
    call.started(minutes=minutes)
    for _ in range(3):
        assert not call.portal.sign_in(call.tenant.login, WRONG).went_on
    for _ in range(3):
        assert not call.portal.recreate(call.tenant.registration(password="court")).went_on
    call.today()


def test_vivest_never_created(town: Town, printed: Printed) -> None:
    """« Débloquez mon compte » : there is none. Nothing to unlock; released, he registers."""
    call = PortalCall(town, printed, "vivest")
    call.started(minutes=4)
    for _ in range(6):
        assert not call.portal.register(call.tenant.registration(surname="Autrenom")).went_on
    call.today()
    assert not call.portal.register(call.tenant.registration()).went_on
    finding = call.first()
    assert (finding["code"], finding["acts"]) == ("REGISTRATION_BLOCKED", ["RELEASE_REGISTRATION"])
    assert "Aucun compte n’existe : l’attente ne débloque rien" in finding["sentence"]
    assert finding["aloud"] == (
        "Votre inscription est bloquée, et attendre n’y change rien. Remplissez le formulaire d’assistance "
        "à l’écran, ou restez en ligne pour quelques vérifications."
    )
    by_phone = ("--call", call.verified("CALL_BACK"))
    assert call.refused("UNLOCK", "FAILED_REGISTRATION", *by_phone).startswith(
        "Ce client n’a pas encore de compte : c’est son inscription qui est bloquée. "
        "Libérez l’inscription au lieu de débloquer un compte."
    )
    out = call.does("RELEASE_REGISTRATION", "FAILED_REGISTRATION", *by_phone)
    assert "il peut créer son compte." in out
    assert "L’inscription a été libérée." in call.first()["sentence"]
    assert call.portal.register(call.tenant.registration()).went_on
    assert [row.state for row in call.ask(_STATE)] == ["PENDING_ACTIVATION"]


_ERRANDS = "SELECT state FROM portal_errand WHERE customer_id = :id ORDER BY id"
_STATE = "SELECT state FROM portal_account WHERE customer_id = :id"


def test_monlogement27_zeros_then_spam(town: Town, printed: Printed) -> None:
    """« Mon numéro ne marche pas », then « je n’ai rien reçu » : the form is said, never the number."""
    call = PortalCall(town, printed, "monlogement27")
    call.started(minutes=4)
    assert call.tenant.printed.startswith("0")
    assert not call.portal.register(call.tenant.registration(number=call.tenant.printed)).went_on
    call.today()
    finding = call.first()
    assert finding["code"] == "NUMBER_WITH_ZEROS"
    assert finding["aloud"] == (
        "Le numéro se tape sans les zéros du début. Cherchez « Référence à rappeler » : en haut à gauche de "
        "l’avis d’échéance ou de la quittance. Retapez-le en commençant au premier chiffre qui n’est pas un "
        "zéro."
    )
    for words in (finding["sentence"], finding["aloud"]):
        assert call.tenant.number not in words
    assert call.portal.register(call.tenant.registration()).went_on
    site, application = call.portal.post.waiting[-1].tokens
    call.receives(Outcome.SPAM)
    out = call.why()
    assert "Faites chercher dans les indésirables (" in out
    assert "l’expéditeur ne reçoit pas de réponse" in out
    assert "courriers indésirables" in said(out)
    assert said(out).endswith(": un lien pour le site, un pour l’application.")
    assert not {site, application} & set(out.split())
    assert call.portal.activate(site).went_on
    for login in (call.tenant.email, call.tenant.number):
        assert call.portal.sign_in(login, call.tenant.password).went_on
    assert call.first()["code"] == "CAN_SIGN_IN"


def test_la_rochelle_after_25_hours(town: Town, printed: Printed) -> None:
    """« Mon lien ne marche plus » : sent again at level 1, the second one lives a day."""
    call = PortalCall(town, printed, "larochelle")
    call.started(hours=25)
    assert call.portal.register(call.tenant.registration()).went_on
    call.receives()
    call.today()
    (first,) = call.tenant.last(PortalMessage.ACTIVATION).tokens
    assert not call.portal.activate(first).went_on
    out = call.why()
    assert "LIEN OU CODE D’ACTIVATION EXPIRÉ (R4.17)" in out
    assert said(out) == (
        "Votre lien a expiré. Un nouveau peut partir, il marchera 24 heures. Regardez aussi dans vos "
        "courriers indésirables et servez-vous du dernier message reçu."
    )
    nobody = call.refused("SEND_ACTIVATION", "LINK_EXPIRED")
    assert nobody.startswith("Vérifiez d’abord l’appelant : faites donner son numéro et son nom (niveau 1).")
    by_phone = ("--call", call.verified("IDENTIFIERS"))
    out = call.does("SEND_ACTIVATION", "LINK_EXPIRED", *by_phone)
    assert "Nouvelle activation demandée au portail" in out
    call.portal.take_errands()
    assert call.ask(_ERRANDS)[-1].state == "WAITING", "it can still be taken back"
    call.waits("11 minutes")
    call.today()
    assert call.portal.take_errands() >= 1
    call.receives()
    (second,) = call.tenant.last(PortalMessage.ACTIVATION).tokens
    call.clock.advance(hours=23, minutes=59)
    assert not call.portal.activate(first).went_on
    assert call.portal.activate(second).went_on
    assert call.portal.sign_in(call.tenant.login, call.tenant.password).went_on


def test_ekidom_lost_password(town: Town, printed: Printed) -> None:
    """« J’ai perdu mon mot de passe » : a reset to the e-mail on file and nothing else."""
    call = PortalCall(town, printed, "ekidom", "ACTIVE")
    call.started(minutes=4)
    assert call.portal.sign_in(call.tenant.login, call.tenant.password).went_on
    assert not call.portal.sign_in(call.tenant.login, WRONG).went_on
    call.today()
    out = call.why()
    assert "MOT DE PASSE FAUX (R4.19)" in out
    assert said(out).startswith(
        "Le mot de passe tapé n’est pas le bon. Nous ne le connaissons pas et ne vous le demanderons jamais."
    )
    assert "Nombre d’essais avant blocage : non renseigné" in out
    by_phone = ("--call", call.verified("IDENTIFIERS"))
    shown = call.does("SEND_RESET", "FORGOTTEN_PASSWORD", *by_phone, "--preview")
    email = call.tenant.email
    assert f"Le portail enverra son message : {mask_email(email)}." in shown
    assert email not in shown
    call.does("SEND_RESET", "FORGOTTEN_PASSWORD", *by_phone)
    call.waits("11 minutes")
    call.today()
    assert call.portal.take_errands() >= 1
    call.receives()
    fresh = _chooses_another(call)
    assert said(call.why()) == (
        "Vous avez été déconnecté de tous vos appareils, votre compte reste ouvert. "
        "Connectez-vous de nouveau avec votre mot de passe."
    )
    (link,) = call.tenant.last(PortalMessage.RESET).tokens
    assert not call.portal.reset(link, fresh, again=fresh).went_on, "a link serves once"
    assert not call.portal.sign_in(call.tenant.login, call.tenant.password).went_on
    assert call.portal.sign_in(call.tenant.login, fresh).went_on
    assert call.first()["code"] == "CAN_SIGN_IN"


def _chooses_another(call: PortalCall) -> str:
    """The new one, typed twice the same; the other sessions end, and nothing of it is kept (R4.19)."""
    (link,) = call.tenant.last(PortalMessage.RESET).tokens
    fresh = call.portal.new_password()
    assert not call.portal.reset(link, fresh, again=WRONG).went_on
    assert call.portal.reset(link, fresh, again=fresh).went_on
    kinds = [
        row.kind for row in call.ask("SELECT kind FROM portal_event WHERE customer_id = :id ORDER BY id")
    ]
    assert kinds[-2:] == ["PASSWORD_CHANGED", "SESSIONS_ENDED"]
    told = call.ask("SELECT detail::text AS told FROM portal_event WHERE customer_id = :id")
    assert not any(one in row.told for row in told for one in (link, fresh, WRONG))
    return fresh


def test_ekidom_everybody_makes_a_profile_again(town: Town, printed: Printed) -> None:
    """« Mon ancien compte ne marche plus » : a new portal, explained; he registers, one fewer is left."""
    call = PortalCall(town, printed, "ekidom", "ACTIVE")
    call.started(minutes=4)
    today = paris_day(town.now()).isoformat()
    count = ("--before", today, "--count", "--json")
    others = json.loads(_administers(town, printed, *count))["waiting"]
    marked = json.loads(_administers(town, printed, "--before", today, "--json"))
    assert not call.portal.sign_in(call.tenant.login, call.tenant.password).went_on
    call.today()
    out = call.why()
    assert "PROFIL À RECRÉER" in out
    assert said(out) == (
        "Notre portail a changé, l’ancien compte n’y sert plus. "
        "Choisissez l’inscription et créez votre profil de nouveau, avec votre dernier avis d’échéance."
    )
    assert call.portal.register(call.tenant.registration()).went_on
    left = json.loads(_administers(town, printed, *count))
    assert (left["to_mark"], left["waiting"]) == (0, others + marked["marked"] - 1)
    assert call.first()["code"] == "ACTIVATION_WAITED"
    _administers(town, printed, "--undo", marked["command"])
    assert [row.state for row in call.ask(_STATE)] == ["PENDING_ACTIVATION"]


def _administers(town: Town, printed: Printed, *words: str) -> str:
    """``portal recreate`` at Ekidom, as its administrator."""
    town.portal.commit()
    dsn = town.dsn.replace("agent.demo", "admin.demo")
    assert main(["portal", "recreate", *words, "--landlord", "ekidom", "--dsn", dsn]) == 0
    return printed()[0]


def test_vivest_never_created_by_the_form(town: Town, printed: Printed) -> None:
    """« J’ai rempli le formulaire » : compared with the file, released after a call back."""
    call = PortalCall(town, printed, "vivest")
    tenant = call.tenant
    call.started(minutes=4)
    for _ in range(6):
        call.portal.register(tenant.registration(surname="Autrenom"))
    form = HelpForm(
        tenant.number, tenant.surname.upper(), tenant.first_names, tenant.birth_date, tenant.email
    )
    assert call.portal.send_form(form).went_on
    call.today()
    finding = call.first()
    assert finding["code"] == "FORM_WAITING"
    assert finding["aloud"] == (
        "Votre formulaire d’assistance est bien arrivé. Attendez le courriel de réponse avant de recommencer."
    )
    item = str(call.ask("SELECT max(id) AS item FROM work_item WHERE customer_id = :id")[0].item)
    code, out, err = call.run("portal", "form", item)
    assert code == 0, err
    assert tenant.surname.upper() in out
    code, _, err = call.run("portal", "decide", item, "--release", "--call", call.verified("CALL_BACK"))
    assert code == 0, err
    assert call.ask(_OPEN_BLOCK) == []
    assert call.portal.register(tenant.registration()).went_on
    assert [row.state for row in call.ask(_STATE)] == ["PENDING_ACTIVATION"]


_OPEN_BLOCK = "SELECT id FROM registration_block WHERE customer_id = :id AND released_at IS NULL"

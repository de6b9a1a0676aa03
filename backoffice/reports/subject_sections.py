"""The sections of the readable copy: which columns, in which words."""

from dataclasses import dataclass
from datetime import date

from backoffice.rules.dates import french_day, french_instant, french_month, last_day, paris_day
from backoffice.rules.money import euros
from backoffice.rules.phones import phone_key, show_phone
from backoffice.rules.retention.subject import RetentionCopy, SubjectCopy


@dataclass(frozen=True)
class Column:
    """One column: its title, its share of the width, and whether it is aligned to the right."""

    title: str
    weight: float
    right: bool = False


@dataclass(frozen=True)
class Section:
    """A titled table."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(copy: SubjectCopy) -> tuple[Section, ...]:
    """Every section, in the order in which a person reads his file."""
    return (
        _identity(copy),
        _contacts(copy),
        _leases(copy),
        _household(copy),
        _account(copy),
        _payments(copy),
        _documents(copy),
        _requests(copy),
        _notes(copy),
        _alerts(copy),
        _consents(copy),
        _portal(copy),
        _messages(copy),
        _recipients(copy),
        _retention(copy),
        _access_log(copy),
    )


def _day(day: date | None) -> str:
    return french_day(day) if day else ""


def _identity(copy: SubjectCopy) -> Section:
    who = copy.identity
    facts = (
        ("Numéro de tiers", who.party_number),
        ("Nom de naissance", who.birth_name),
        ("Nom d’usage", who.usage_name or "–"),
        ("Prénoms", who.first_names),
        ("Date de naissance", _day(who.birth_date) or "–"),
        ("Décès", _day(who.deceased_on) or "–"),
        ("Adresse tenue secrète", "oui" if who.address_withheld else "non"),
        ("Adresse de facturation", copy.billing_address or "–"),
    )
    return Section("Identité", (Column("Donnée", 1), Column("Valeur", 3)), facts)


def _contacts(copy: SubjectCopy) -> Section:
    columns = (
        Column("Moyen", 1.2), Column("Contact", 3), Column("Usage", 1.3), Column("Appris par", 1.3),
        Column("Depuis", 1.3), Column("Jusqu’au", 1.3),
    )  # fmt: skip
    rows = tuple(
        (
            one.channel,
            _contact(one.value),
            one.used_for,
            one.learnt_by,
            _day(one.since),
            _day(last_day(one.until)),
        )
        for one in copy.contacts
    )
    return Section("Téléphones et courriels, avec leur historique", columns, rows)


def _contact(value: str) -> str:
    # A copy for a person to read: 07 56 89 41 00.
    key = None if "@" in value else phone_key(value)
    return show_phone(key) if key else value


def _leases(copy: SubjectCopy) -> Section:
    columns = (
        Column("Contrat", 1.1), Column("Bien loué", 2), Column("Adresse", 3), Column("Titre", 1.5),
        Column("Du", 1.2), Column("Au", 1.2), Column("Solde dû", 1.3, right=True),
    )  # fmt: skip
    rows = tuple(
        (
            one.number, one.let, one.address, one.title, _day(one.since), _day(last_day(one.until)),
            euros(one.balance_due),
        )
        for one in copy.leases
    )  # fmt: skip
    return Section("Contrats", columns, rows)


def _household(copy: SubjectCopy) -> Section:
    columns = (
        Column("Personne", 3), Column("Lien", 1.5), Column("Contrat", 1.3), Column("Du", 1.3),
        Column("Au", 1.3),
    )  # fmt: skip
    rows = tuple(
        (one.name, one.relation or "", one.lease_number, _day(one.since), _day(last_day(one.until)))
        for one in copy.household
    )
    return Section("Ménage", columns, rows)


def _account(copy: SubjectCopy) -> Section:
    columns = (
        # In millimetres: a day, a number and a billed month stay on one line.
        Column("Date", 15.5), Column("Contrat", 17), Column("Libellé", 42), Column("Nature", 37),
        Column("Débit", 15.5, right=True), Column("Crédit", 15.5, right=True),
        Column("Solde", 15.5, right=True),
    )  # fmt: skip
    rows = tuple(
        (
            french_day(one.posted_on), one.lease_number, one.label, one.kind,
            euros(one.debit) if one.debit else "", euros(one.credit) if one.credit else "",
            euros(one.balance),
        )
        for one in copy.postings
    )  # fmt: skip
    return Section("Compte", columns, rows)


def _payments(copy: SubjectCopy) -> Section:
    columns = (
        Column("Le", 2), Column("Commande", 2), Column("Montant", 1.3, right=True), Column("État", 2.4),
        Column("Carte", 1.2),
    )  # fmt: skip
    rows = tuple(
        (french_instant(one.paid_at), one.order_reference, euros(one.amount), one.state, one.card or "")
        for one in copy.payments
    )
    return Section("Paiements en ligne", columns, rows)


def _documents(copy: SubjectCopy) -> Section:
    columns = (
        Column("Document", 2.2), Column("Numéro", 2.2), Column("Objet", 3), Column("Date", 1.2),
        Column("État", 1.4),
    )  # fmt: skip
    rows = tuple(
        (one.kind, one.number or "", one.about, french_day(one.dated), one.state) for one in copy.documents
    )
    return Section("Documents", columns, rows)


def _requests(copy: SubjectCopy) -> Section:
    columns = (
        Column("Le", 1.9), Column("Demande", 2), Column("Objet", 3.6), Column("Reçue par", 1.1),
        Column("État", 1.6),
    )  # fmt: skip
    rows = tuple(
        (french_instant(one.asked_at), one.kind, one.about, one.channel, one.state) for one in copy.requests
    )
    return Section("Demandes", columns, rows)


def _notes(copy: SubjectCopy) -> Section:
    columns = (
        Column("Le", 1.9), Column("Lieu", 1.1), Column("Identité", 1.8), Column("Numéro affiché", 1.5),
        Column("Note", 4),
    )  # fmt: skip
    rows = tuple(
        (french_instant(one.at), one.place, one.level, one.caller_number or "", one.note or "")
        for one in copy.notes
    )
    return Section("Appels, visites et notes", columns, rows)


def _alerts(copy: SubjectCopy) -> Section:
    columns = (Column("Alerte", 2.4), Column("Note", 3.6), Column("Du", 1.2), Column("Au", 1.2))
    rows = tuple(
        (
            one.reason,
            one.note or "",
            french_day(one.since),
            french_day(paris_day(one.ended_at) if one.ended_at else one.until),
        )
        for one in copy.alerts
    )
    return Section("Alertes portées sur le dossier", columns, rows)


def _consents(copy: SubjectCopy) -> Section:
    columns = (
        Column("Contrat", 1), Column("Voie", 1), Column("Donné le", 1.8), Column("Preuve", 3),
        Column("Retiré le", 1.8),
    )  # fmt: skip
    rows = tuple(
        (
            one.lease_number, one.channel, french_instant(one.given_at), one.evidence,
            french_instant(one.revoked_at) if one.revoked_at else "",
        )
        for one in copy.consents
    )  # fmt: skip
    return Section("Consentements à l’envoi électronique", columns, rows)


def _portal(copy: SubjectCopy) -> Section:
    rows = tuple((french_instant(one.at), one.what) for one in copy.portal)
    return Section("Espace locataire", (Column("Le", 1), Column("Ce qui s’est passé", 3)), rows)


def _messages(copy: SubjectCopy) -> Section:
    columns = (
        Column("Le", 1.9), Column("Voie", 1), Column("Adresse", 2.4), Column("Objet", 3), Column("État", 1)
    )  # fmt: skip
    rows = tuple(
        (french_instant(one.at), one.channel, one.address, one.subject, one.state) for one in copy.messages
    )
    return Section("Messages envoyés", columns, rows)


def _recipients(copy: SubjectCopy) -> Section:
    rows = tuple((one.who, one.data) for one in copy.recipients)
    return Section("Destinataires", (Column("Qui", 2), Column("Quelles données", 3)), rows)


def _retention(copy: SubjectCopy) -> Section:
    columns = (Column("Données", 2), Column("Durée", 2.2), Column("Ensuite", 2.4), Column("Fondement", 3))
    rows = tuple((one.data, _term(one), one.afterwards, _basis(one)) for one in copy.retention)
    return Section("Durées de conservation", columns, rows)


def _term(one: RetentionCopy) -> str:
    return f"{one.term} – à effacer le {french_day(one.until)}" if one.until else one.term


def _basis(one: RetentionCopy) -> str:
    return f"{one.basis}. {one.caveat}." if one.caveat else f"{one.basis}."


def _access_log(copy: SubjectCopy) -> Section:
    rows = tuple((french_month(one.month), one.category, str(one.times)) for one in copy.access_log)
    columns = (Column("Mois", 1), Column("Catégorie", 3), Column("Nombre", 0.7, right=True))
    return Section("Accès au dossier, par catégorie et par mois", columns, rows)

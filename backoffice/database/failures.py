"""What the database driver says, translated once into the product's own errors."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy.exc
import sqlalchemy.orm.exc

from backoffice.errors import Conflict, GuichetError, LineLost, Misconfigured, Refused, Unavailable

_SENTENCES: dict[str, tuple[type[GuichetError], str]] = {
    "PASSWORD": (
        Unavailable,
        "Le mot de passe ou le compte est refusé par la base : vérifiez-les dans la fenêtre de connexion, "
        "ou demandez un nouveau mot de passe à l’administrateur.",
    ),
    "NO_ACCESS": (
        Unavailable,
        "La base n’autorise pas la connexion de ce compte depuis ce poste : "
        "demandez l’accès à l’administrateur.",
    ),
    "UNKNOWN_DATABASE": (
        Unavailable,
        "La base demandée n’existe pas sur ce serveur : vérifiez son nom dans le profil de connexion.",
    ),
    "UNKNOWN_ROLE": (
        Unavailable,
        "Ce compte n’existe pas sur le serveur : vérifiez l’identifiant, ou faites créer le compte.",
    ),
    "CERTIFICATE": (
        Unavailable,
        "Le certificat du serveur n’a pas pu être vérifié : faites contrôler l’adresse du serveur "
        "et l’autorité « sslrootcert » du profil par l’administrateur.",
    ),
    "SETTING": (
        Misconfigured,
        "Un réglage de la connexion (DSN, profil, variable PG… ou fichier de services) est inconnu, mal "
        "écrit ou refusé par le serveur : corrigez-le, ou demandez-le à l’administrateur.",
    ),
    "SERVICE": (
        Misconfigured,
        "Le service de connexion demandé n’est pas défini sur ce poste : vérifiez le fichier de services "
        "de PostgreSQL, ou nommez le serveur par « host=… ».",
    ),
    "STARTING": (
        LineLost,
        "La base est en train de démarrer ou de s’arrêter : réessayez dans une minute.",
    ),
    "TOO_MANY": (
        Unavailable,
        "Trop de postes sont connectés à la base en ce moment : réessayez dans une minute.",
    ),
    "UNREACHABLE": (
        LineLost,
        "La base est injoignable : vérifiez le réseau, puis réessayez ; si cela dure, prévenez "
        "l’administrateur.",
    ),
    "HALF_REFUSED": (
        LineLost,
        "Un des serveurs est injoignable et un autre refuse ce compte, peut-être le temps d’une bascule : "
        "réessayez dans une minute ; si cela dure, vérifiez le mot de passe et prévenez l’administrateur.",
    ),
    "TOO_LONG": (
        Unavailable,
        "La base n’a pas répondu à temps : réessayez, ou précisez votre demande.",
    ),
    "READ_ONLY": (
        LineLost,
        "Le serveur joint est une copie en lecture seule, peut-être le temps d’une bascule : réessayez "
        "dans une minute ; si cela dure, prévenez l’administrateur.",
    ),
    "OUTCOME_UNKNOWN": (
        LineLost,
        "La liaison avec la base a été coupée au moment d’enregistrer : on ne sait pas si c’est fait. "
        "Réessayez sans crainte : le même acte n’est jamais fait deux fois.",
    ),
    "FULL": (
        Unavailable,
        "Le serveur de la base manque de place ou de mémoire : prévenez l’administrateur.",
    ),
    "BUSY": (
        Conflict,
        "Un collègue travaille sur le même dossier en ce moment : rouvrez-le, puis recommencez.",
    ),
    "STALE": (
        Conflict,
        "Un collègue a enregistré ce dossier entre-temps : rouvrez-le pour voir sa version, "
        "puis recommencez.",
    ),
    "NO_RIGHT": (
        Refused,
        "Votre compte n’a pas le droit de faire cette opération : "
        "demandez-le à votre responsable si vous en avez besoin.",
    ),
    "STRANGE_TEXT": (
        Refused,
        "Ce texte contient un caractère que la base ne peut pas lire : retapez-le au lieu de le coller.",
    ),
}

_OWN_STATES: dict[str | None, type[GuichetError]] = {"GU001": Refused, "GU002": Conflict}

_BY_SQLSTATE = {
    "28P01": "PASSWORD",
    "28000": "NO_ACCESS",
    "3D000": "UNKNOWN_DATABASE",
    "42501": "NO_RIGHT",
    "40001": "BUSY",
    "40P01": "BUSY",
    "55P03": "BUSY",
    "57014": "TOO_LONG",
    "25P03": "TOO_LONG",
    "25006": "READ_ONLY",
    "53300": "TOO_MANY",
    "57P03": "STARTING",
    "57P01": "STARTING",
    "57P02": "STARTING",
}

_BY_CLASS = {"08": "UNREACHABLE", "53": "FULL", "57": "UNREACHABLE"}

# libpq gives no SQLSTATE for a refused connection, only a text in the language of the server.
_BY_TEXT = tuple(
    (re.compile(pattern, re.IGNORECASE), word)
    for pattern, word in (
        (r"password authentication failed|authentification par mot de passe échouée", "PASSWORD"),
        (r"no password supplied|SASL authentication|GSSAPI authentication failed", "PASSWORD"),
        (r"pg_hba\.conf|not permitted to log in|n'est pas autorisé à se connecter", "NO_ACCESS"),
        (r"permission denied for database|droit refusé pour la base", "NO_ACCESS"),
        (r"database \S+ does not exist|base de données .+ n'existe pas", "UNKNOWN_DATABASE"),
        (r"role \S+ does not exist|rôle .+ n'existe pas", "UNKNOWN_ROLE"),
        (r"definition of service|service file", "SERVICE"),
        (r"authentication method requirement|could not parse network address", "SETTING"),
        (r"invalid (integer )?(\"\w+\" |\w+ )?value|invalid command-line argument", "SETTING"),
        (r"unrecognized configuration parameter|paramètre de configuration .+ non reconnu", "SETTING"),
        (r"valeur .*(invalide|incorrecte)", "SETTING"),
        (
            r"certificate|private key file|server does not support SSL|SSL error|SSL was required",
            "CERTIFICATE",
        ),
        (r"starting up|shutting down|en cours de démarrage|en cours d'arrêt", "STARTING"),
        (r"too many (clients|connections)|trop de (clients|connexions)|connection slots", "TOO_MANY"),
        (r"session is read-only|session is not read-only|is in hot standby|lecture seule", "READ_ONLY"),
    )
)

_REFUSALS = re.compile(r"^- host: .*$", re.MULTILINE)
_ACCOUNT = frozenset({"PASSWORD", "NO_ACCESS", "UNKNOWN_ROLE", "UNKNOWN_DATABASE"})


def translated_error(error: BaseException) -> GuichetError | None:
    """The product's error for a driver's error; None when it is a bug to be left as it is."""
    told = _told_by_the_database(error)
    if told is not None:
        return told
    word = _word(error)
    if word is None:
        return None
    family, sentence = _SENTENCES[word]
    return family(sentence, word)


@contextmanager
def translated() -> Iterator[None]:
    """Run a block; raise the product's errors in place of the driver's.

    These are ``Unavailable``, ``Conflict``, ``Refused``, ``Misconfigured``. A violated constraint is a bug of
    the program: it goes through unchanged.
    """
    try:
        yield
    except (sqlalchemy.exc.SQLAlchemyError, psycopg.Error, UnicodeEncodeError) as error:
        expected = translated_error(error)
        if expected is None:
            raise
        raise expected from error


@contextmanager
def committing() -> Iterator[None]:
    """Run a commit: a line cut in the middle raises ``LineLost`` with the code ``OUTCOME_UNKNOWN``.

    The server may have committed and died before saying so; only the same command asked again tells.
    """
    try:
        yield
    except (sqlalchemy.exc.SQLAlchemyError, psycopg.Error) as error:
        if not isinstance(translated_error(error), LineLost):
            raise
        family, sentence = _SENTENCES["OUTCOME_UNKNOWN"]
        raise family(sentence, "OUTCOME_UNKNOWN") from error


def _told_by_the_database(error: BaseException) -> GuichetError | None:
    """What a function of ours raised: its message is the code, its detail the sentence."""
    driver = error.orig if isinstance(error, sqlalchemy.exc.DBAPIError) else error
    if not isinstance(driver, psycopg.Error) or driver.sqlstate not in _OWN_STATES:
        return None
    sentence = driver.diag.message_detail or "La base refuse cet acte."
    return _OWN_STATES[driver.sqlstate](sentence, driver.diag.message_primary)


def _word(error: BaseException) -> str | None:
    if isinstance(error, sqlalchemy.orm.exc.StaleDataError):
        return "STALE"
    if isinstance(error, sqlalchemy.exc.TimeoutError):
        return "TOO_MANY"
    if isinstance(error, UnicodeEncodeError):
        return "STRANGE_TEXT"
    driver = error.orig if isinstance(error, sqlalchemy.exc.DBAPIError) else error
    if not isinstance(driver, psycopg.Error):
        return None
    if driver.sqlstate is not None:
        return _BY_SQLSTATE.get(driver.sqlstate) or _BY_CLASS.get(driver.sqlstate[:2])
    if isinstance(driver, psycopg.OperationalError):
        return _word_of_refusals(str(driver))
    # Half a character, or none: refused by the driver before the server hears of it.
    return "STRANGE_TEXT" if isinstance(driver, psycopg.DataError) and "NUL" in str(driver) else None


def _word_of_refusals(message: str) -> str:
    """The word for a connection refused; with several servers, the message has one line for each.

    A copy that has just started may not have got a login yet: its « wrong password » is no last word as
    long as another server is silent.
    """
    words = {_word_of_text(one) for one in _REFUSALS.findall(message)}
    if words & _ACCOUNT and words & {"UNREACHABLE", "STARTING"}:
        return "HALF_REFUSED"
    return _word_of_text(message)


def _word_of_text(message: str) -> str:
    return next((word for pattern, word in _BY_TEXT if pattern.search(message)), "UNREACHABLE")

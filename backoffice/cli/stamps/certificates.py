"""``certificates``: bring in what signed codes are checked with, and show it."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk
from backoffice.cli.output import print_columns, print_json, say, tell
from backoffice.errors import Misconfigured, Unavailable
from backoffice.services.stamps.importing import Imported, add_list_signer, import_trust
from backoffice.services.stamps.kept import Kept, kept_trust

_LARGEST = 20_000_000
_MOST_FILES = 5_000


def import_files(parsed: Namespace) -> None:
    """Keep what files and folders bring; what proves nothing is told and left out."""
    files = [(path.name, _content(path)) for asked in parsed.paths for path in _files(asked)]
    if len(files) > _MOST_FILES:
        raise Misconfigured(f"Plus de {_MOST_FILES} fichiers : donnez le seul dossier des certificats.")
    with desk(options_of(parsed)) as (session, _settings):
        if parsed.signer is not None:
            add_list_signer(session, parsed.signer)
        done = import_trust(session, files)
    if parsed.json:
        print_json(_plain(done))
    else:
        _tell(done)


def listed(parsed: Namespace) -> None:
    """Print the trust list in force and what is kept of each authority."""
    with desk(options_of(parsed)) as (session, _settings):
        kept = kept_trust(session)
    if parsed.json:
        print_json(kept)
        return
    _tell_list(kept)
    print_columns(
        [
            [
                one.ca_id,
                "acceptée" if one.is_accepted else "retirée" if one.is_accepted is False else "hors liste",
                f"{one.certificates} certificat{'s' if one.certificates > 1 else ''}",
                f"révocations du {one.revocations:%d/%m/%Y}" if one.revocations else "révocations : aucune",
            ]
            for one in kept.authorities
        ]
    )


def _plain(done: Imported) -> dict[str, object]:
    return {
        "added": {kind.value: many for kind, many in done.added.items()},
        "known": done.known,
        "refused": done.refused,
        "trust_list": done.sequence,
    }


def _tell(done: Imported) -> None:
    for kind, many in done.added.items():
        tell(f"{kind.label} : {many} ajouté{'s' if many > 1 else ''}.")
    if done.known:
        tell(f"Déjà là : {done.known}.")
    tell(f"Liste de confiance en vigueur : {done.sequence if done.sequence is not None else 'aucune'}.")
    for sentence in done.refused:
        say(sentence)


def _tell_list(kept: Kept) -> None:
    if kept.sequence is None:
        tell("Aucune liste de confiance : importez celle de France Titres avec « certificates import ».")
        return
    until = f", à remplacer le {kept.ends:%d/%m/%Y}" if kept.ends else ""
    tell(f"Liste de confiance n° {kept.sequence} du {kept.issued:%d/%m/%Y}{until}.")


def _files(asked: Path) -> Iterator[Path]:
    if asked.is_dir():
        yield from sorted(path for path in asked.iterdir() if path.is_file())
    else:
        yield asked


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise Misconfigured(f"Le fichier {path} est trop lourd pour des certificats : vérifiez son nom.")
        return path.read_bytes()
    except FileNotFoundError:
        raise Misconfigured(f"Le fichier {path} n’existe pas : vérifiez son nom.") from None
    except OSError:
        raise Unavailable(f"Le fichier {path} ne peut pas être lu : vérifiez vos droits.") from None

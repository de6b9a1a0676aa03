"""The certificate of erasure: what was erased, by what rule, in counts (R5.23)."""

from backoffice.reports.fonts import BOLD
from backoffice.reports.paper import ACCENT, LEFT, RIGHT, SOFT, Paper, fit, line_height
from backoffice.rules.dates import french_day, french_instant
from backoffice.rules.retention.certificate import CertificateSheet, RuleCount

_SIZE = 9.0
_SMALL = 8.0
_TOP, _BOTTOM = 22.0, 272.0
_Titles = tuple[str, str, str]
_RULE_TITLES: _Titles = ("Règle appliquée", "Effacés", "Gardés")
_TABLE_TITLES: _Titles = ("Données", "", "Lignes effacées ou rendues sans nom")
_COUNT_X = (160.0, RIGHT - 2)
_WARNING = "Aucun texte relu ne fonde cette durée : faites-la confirmer par un juriste."
_LEGAL = (
    "Ce certificat ne porte que des nombres. Les données effacées ne peuvent pas être rétablies ; les "
    "sauvegardes de la base les gardent jusqu’à leur propre expiration."
)


def certificate_pdf(sheet: CertificateSheet) -> bytes:
    """The certificate as PDF: the same sheet gives the same bytes."""
    # Drawn twice: the first time tells how many pages there are.
    return _drawn(sheet, _drawn(sheet, 1).page).content()


def _drawn(sheet: CertificateSheet, pages: int) -> Paper:
    title = f"Certificat d’effacement {sheet.number}"
    paper = Paper(title, sheet.landlord.name, title, sheet.issued_on, pages)
    y = _head(paper, sheet)
    y = _facts(paper, sheet, y + 6)
    y = _rules(paper, sheet, y + 6)
    y = _tables(paper, sheet, y + 6)
    legal = fit(_LEGAL, RIGHT - LEFT, _SMALL)
    y = _room(paper, sheet, y + 8, len(legal) * line_height(_SMALL))
    paper.write_block(legal, LEFT, y, _SMALL, ink=SOFT)
    _foot(paper, sheet)
    return paper


def _head(paper: Paper, sheet: CertificateSheet) -> float:
    y = paper.write_block(fit(sheet.landlord.name, 84, 13, BOLD), LEFT, 21, 13, BOLD, ACCENT)
    lines = (
        sheet.landlord.legal_form,
        sheet.landlord.street,
        f"{sheet.landlord.postal_code} {sheet.landlord.town}",
    )
    bottom = paper.write_block(lines, LEFT, y, _SMALL, ink=SOFT)
    paper.write_right("CERTIFICAT D’EFFACEMENT", RIGHT, 21, 15, BOLD, ACCENT)
    paper.write_right(f"N° {sheet.number}", RIGHT, 27.5, 9.5)
    paper.write_right(f"Établi le {french_day(sheet.issued_on)}", RIGHT, 32, 8.5, ink=SOFT)
    return max(bottom, 40.0)


def _facts(paper: Paper, sheet: CertificateSheet, y: float) -> float:
    for label, value in (
        ("Situation au", french_day(sheet.as_of)),
        ("Préparé par", f"{sheet.prepared_by}, le {french_instant(sheet.prepared_at)}"),
        ("Approuvé par", f"{sheet.approved_by}, le {french_instant(sheet.approved_at)}"),
        ("Effacement achevé", f"le {french_instant(sheet.finished_at)}"),
        ("Dossiers retenus", f"{sheet.held} (compte non soldé, demande ou procédure en cours)"),
    ):
        paper.write(label, LEFT, y, _SIZE, ink=SOFT)
        paper.write(value, 60, y, _SIZE)
        y += 5.2
    return y


def _rules(paper: Paper, sheet: CertificateSheet, y: float) -> float:
    y = _titles(paper, _RULE_TITLES, y)
    for rule in sheet.rules:
        y = _rule(paper, sheet, rule, y)
    return y


def _rule(paper: Paper, sheet: CertificateSheet, rule: RuleCount, y: float) -> float:
    said = fit(f"{rule.code} · {rule.data} · {rule.term}", 128, _SIZE, BOLD)
    basis = fit(rule.basis if rule.verified else f"{rule.basis}. {_WARNING}", 128, _SMALL)
    y = _room(paper, sheet, y, (len(said) + len(basis)) * line_height(_SIZE), _RULE_TITLES)
    for x, number in zip(_COUNT_X, (rule.erased, rule.kept), strict=True):
        paper.write_right(str(number), x, y, _SIZE, BOLD)
    y = paper.write_block(said, LEFT + 2, y, _SIZE, BOLD)
    return paper.write_block(basis, LEFT + 2, y, _SMALL, ink=SOFT) + 1.6


def _tables(paper: Paper, sheet: CertificateSheet, y: float) -> float:
    y = _titles(paper, _TABLE_TITLES, _room(paper, sheet, y, 22))
    for label, count in sheet.tables:
        y = _room(paper, sheet, y, 5, _TABLE_TITLES)
        paper.write(label, LEFT + 2, y, _SIZE)
        paper.write_right(str(count), RIGHT - 2, y, _SIZE)
        y += 5.0
    return y


def _titles(paper: Paper, titles: _Titles, y: float) -> float:
    paper.rule(LEFT, y, RIGHT - LEFT, 0.9, ACCENT)
    paper.write(titles[0], LEFT + 2, y + 4.7, _SMALL, BOLD)
    for x, title in zip(_COUNT_X, titles[1:], strict=True):
        paper.write_right(title, x, y + 4.7, _SMALL, BOLD)
    paper.rule(LEFT, y + 7, RIGHT - LEFT)
    return y + 12


def _room(
    paper: Paper, sheet: CertificateSheet, y: float, height: float, titles: _Titles | None = None
) -> float:
    """The same place if ``height`` fits under it, else a new page, where the titles come again."""
    if y + height <= _BOTTOM:
        return y
    _foot(paper, sheet)
    paper.turn()
    return _titles(paper, titles, _TOP) if titles is not None else _TOP


def _foot(paper: Paper, sheet: CertificateSheet) -> None:
    paper.rule(LEFT, 280, RIGHT - LEFT)
    paper.write(f"{sheet.number} – {sheet.landlord.name}", LEFT, 284, 7.5, ink=SOFT)
    paper.write_right(f"Page {paper.page}/{paper.pages}", RIGHT, 284, 7.5, ink=SOFT)

"""Layouts drawn last, once the rules had been mended with the others."""

from backoffice.demo.papers import wording
from backoffice.demo.papers.facts import Facts
from backoffice.demo.papers.sheets import Look, Sheet
from backoffice.rules.papers.proposals import PaperNature


def rural_mutual(facts: Facts) -> bytes:
    """A rural mutual's page: « soussigné », what is insured in a list with letters."""
    sheet = Sheet(Look("Times-Roman", 11, "#00703c", 66))
    wide = sheet.right - sheet.left
    sheet.write(facts.insurer, sheet.left, 18, bold=True, colour=sheet.look.colour)
    sheet.down(1.3, 18)
    sheet.write("Caisse locale du Haut-Pays", sheet.left, 9)
    sheet.down(3)
    sheet.write(
        wording.title(facts, "ATTESTATION D'ASSURANCE « HABITATION »"), sheet.left + 70, 14, bold=True
    )
    sheet.down(3)
    if facts.nature is PaperNature.CERTIFICATE:
        sheet.paragraph(f"Je soussigné, représentant {facts.insurer}, certifie que :", sheet.left, wide)
    sheet.down()
    lines = [
        f"a) {wording.named(facts)}",
        f"b) demeurant : {facts.address}",
        f"c) a souscrit le contrat {facts.policy[:0]}n° {facts.policy}",
        f"d) garantissant sa responsabilité de {wording.quality(facts)}"
        if not facts.refused
        else "d) sans les risques locatifs",
        f"e) à l’adresse ci-dessus, pour {wording.home(facts)}",
    ]
    for line in lines:
        sheet.paragraph(line, sheet.left + 18, wide - 18)
    _rural_mutual_end(sheet, facts, wide)
    return sheet.content()


def _rural_mutual_end(sheet: Sheet, facts: Facts, wide: float) -> None:
    sheet.down()
    sheet.paragraph(f"En qualité de {wording.quality(facts)}. Événements assurés :", sheet.left, wide)
    sheet.paragraph(" / ".join(wording.covers(facts)), sheet.left, wide)
    sheet.down()
    if facts.shows_period:
        made, days = wording.long(facts.issued), f"valable à compter du {wording.long(facts.start)}"
        last = wording.long(facts.end)
        sheet.paragraph(f"Attestation établie le {made}, {days} et jusqu’au {last}.", sheet.left, wide)
    sheet.y = 60
    sheet.paragraph(wording.legal(facts), sheet.left, wide, 7)


def bank_form(facts: Facts) -> bytes:
    """A bank's form: values on the right of dotted lines, the client's block on the right, capitals."""
    sheet = Sheet(Look("OpenSans", 9.5, "#003a70", 50))
    sheet.write(facts.insurer, sheet.left, 15, bold=True, colour=sheet.look.colour)
    sheet.write(f"Réf. client : {facts.client}", 400, 8)
    sheet.down(3)
    sheet.write(wording.title(facts, "ATTESTATION MULTIRISQUE HABITATION"), sheet.left, 14, bold=True)
    sheet.down(2.4)
    rows = [
        ("Titulaire(s) du contrat", wording.named(facts).upper()),
        ("Numéro du contrat", facts.policy),
        ("Formule choisie", "CONFORT LOCATAIRE" if "locataire" in wording.quality(facts) else "CONFORT"),
        ("Adresse de l’habitation", facts.address.upper()),
        ("Qualité de l’occupant", wording.quality(facts).upper()),
        ("Type d’habitation", "GARAGE" if facts.annex_only else f"APPARTEMENT {facts.rooms} PIECES"),
    ]
    if facts.shows_period:
        rows.append(
            (
                "Période couverte",
                f"{wording.figures(facts.start)} → {wording.figures(facts.end)}".replace("→", "au"),
            )
        )
    for label, value in rows:
        sheet.write(f"{label} {'.' * (58 - len(label))}", sheet.left)
        sheet.write(value, sheet.left + 240, bold=True)
        sheet.down(1.7)
    return _bank_form_end(sheet, facts)


def _bank_form_end(sheet: Sheet, facts: Facts) -> bytes:
    sheet.down()
    sheet.paragraph("Les garanties suivantes sont acquises :", sheet.left, 480)
    sheet.paragraph(", ".join(wording.covers(facts)), sheet.left, 480)
    if facts.refused:
        sheet.paragraph("La garantie Risques locatifs n’a pas été souscrite.", sheet.left, 480)
    sheet.down()
    sheet.write(f"Date d’édition : {wording.figures(facts.issued)}", sheet.left, 8)
    sheet.y = 60
    sheet.paragraph(wording.legal(facts), sheet.left, 490, 7)
    return sheet.content()


def side_panel(facts: Facts) -> bytes:
    """A coloured panel on the left with the references, the certificate beside it."""
    sheet = Sheet(Look("Helvetica", 10, "#3d405b", 40))
    sheet.canvas.setFillColor("#e8e8ef")
    sheet.canvas.rect(30, 60, 160, 740, stroke=0, fill=1)
    sheet.write(facts.insurer, sheet.left, 13, bold=True, colour=sheet.look.colour)
    sheet.down(3)
    for label, value in (
        ("VOTRE CONTRAT", facts.policy),
        ("VOTRE N° CLIENT", facts.client),
        ("NOUS JOINDRE", "09 69 30 30 30"),
    ):
        sheet.write(label, sheet.left, 7.5, colour="#666666")
        sheet.down(1, 9)
        sheet.write(value, sheet.left)
        sheet.down(2)
    return _side_panel_end(sheet, facts)


def _side_panel_end(sheet: Sheet, facts: Facts) -> bytes:
    sheet.y, left, wide = 780, 215, 330.0
    sheet.write(wording.title(facts, "Attestation d’assurance"), left, 16, bold=True)
    sheet.down(2.2, 14)
    told = "Nous attestons que" if facts.nature is PaperNature.CERTIFICATE else "Voici notre offre pour"
    who = f"{told} {wording.named(facts)}, {wording.quality(facts)}{'s' if len(facts.insured) > 1 else ''}, "
    are = "sont assurés" if len(facts.insured) > 1 else "est assuré(e)"
    sheet.paragraph(
        f"{who}{are} pour {wording.home(facts)} sis",
        left,
        wide,
    )
    sheet.paragraph(f"{facts.street}\n{facts.postcode} {facts.town}", left + 20, wide, bold=True)
    if facts.shows_period:
        sheet.paragraph(
            f"pour la période\ndu {wording.figures(facts.start)} au {wording.figures(facts.end)}", left, wide
        )
    sheet.down()
    sheet.paragraph("contre les conséquences des événements suivants :", left, wide)
    for cover in wording.covers(facts):
        sheet.write(f"• {cover}", left + 10)
        sheet.down()
    if facts.refused:
        sheet.paragraph("à l’exclusion des risques locatifs", left, wide)
    sheet.y = 110
    sheet.paragraph(f"Édité le {wording.figures(facts.issued)}. {wording.legal(facts)}", left, wide, 7)
    return sheet.content()

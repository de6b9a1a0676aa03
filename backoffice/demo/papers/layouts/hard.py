"""Layouts that mislead: columns, pages turned, spaced letters, a second page, several addresses and days."""

from dataclasses import replace
from datetime import timedelta

from backoffice.demo.papers import wording
from backoffice.demo.papers.facts import Facts
from backoffice.demo.papers.sheets import Look, Sheet
from backoffice.rules.dates import add_months


def two_columns(facts: Facts) -> bytes:
    """Two columns: the contract on the left, the covers and a broker's lines on the right."""
    sheet = Sheet(Look("Helvetica", 9.5, "#0b6e4f", 44))
    sheet.write(facts.insurer, sheet.left, 18, bold=True, colour=sheet.look.colour)
    sheet.down(2.2, 18)
    sheet.write(wording.title(facts), sheet.left, 14, bold=True)
    sheet.down(2.4)
    top, middle = sheet.y, sheet.left + 262
    period = (
        f"Période de garantie\ndu {wording.figures(facts.start)}\nau {wording.figures(facts.end)}"
        if facts.shows_period
        else "Renouvelable par tacite reconduction"
    )
    sheet.paragraph(
        f"{facts.insurer} "
        f"{wording.says(facts)}\n{wording.named(facts, chr(10) + 'et ')}\n"
        f"{'bénéficient' if len(facts.insured) > 1 else 'bénéficie'} du contrat n° {facts.policy}\n"
        f"en qualité de {wording.quality(facts)}.\n\nHabitation "
        f"située\n{facts.street}\n{facts.postcode} {facts.town}\n\n{period}",
        sheet.left,
        240,
    )
    return _two_columns_end(sheet, facts, middle, top)


def _two_columns_end(sheet: Sheet, facts: Facts, middle: float, top: float) -> bytes:
    low, sheet.y = sheet.y, top
    covers = "\n".join(f"• {cover}" for cover in wording.covers(facts))
    sheet.paragraph(
        "Ce que couvre le "
        f"contrat\n{covers}\n{'Exclu : risques locatifs' + chr(10) if facts.refused else ''}\nVotre "
        "conseiller\nSARL Courtage du Centre, courtier\n"
        f"3 place Carnot\n31000 Toulouse\nORIAS 12 345 678\nTél. 05 99 00 11 22",
        middle,
        240,
    )
    sheet.y = min(low, sheet.y) - 20
    what = "un garage" if facts.annex_only else f"{facts.rooms} pièces"
    sheet.paragraph(f"Bien assuré : {what}. Édité le {wording.figures(facts.issued)}.", sheet.left, 500, 9)
    sheet.y = 55
    sheet.paragraph(wording.legal(facts), sheet.left, 500, 7)
    return sheet.content()


def turned(facts: Facts) -> bytes:
    """A page whose words run upwards: a form scanned lying, with its text."""
    sheet = Sheet(Look("OpenSans", 10, "#8c3b00", 60))
    canvas = sheet.canvas
    canvas.rotate(90)
    canvas.translate(0, -595)
    sheet.y, sheet.left, sheet.right = 540, 60, 780
    sheet.write(f"{facts.insurer} – {wording.title(facts)}", sheet.left, 15, bold=True)
    sheet.down(3)
    rows = [
        ("Assurés", wording.named(facts)),
        ("Numéro de police", facts.policy),
        ("Adresse du logement", facts.address),
        ("Statut", wording.quality(facts)),
        ("Bien assuré", wording.home(facts)),
    ]
    if facts.shows_period:
        rows.append(
            ("Garantie acquise", f"du {wording.figures(facts.start)} au {wording.figures(facts.end)}")
        )
    for label, value in rows:
        sheet.write(label, sheet.left, colour="#555555")
        sheet.write(value, sheet.left + 190, bold=True)
        sheet.down(1.7)
    sheet.write("Garanties : " + ", ".join(wording.covers(facts)).lower(), sheet.left)
    sheet.down(1.5)
    if facts.refused:
        sheet.write("Sans la garantie des risques locatifs.", sheet.left)
        sheet.down(1.5)
    sheet.write(f"Imprimé le {wording.figures(facts.issued)} – Tél. 01 99 00 45 67", sheet.left, 8)
    return sheet.content()


def second_page(facts: Facts) -> bytes:
    """A letter that announces the certificate, with another period, then the certificate overleaf."""
    sheet = Sheet(Look("Times-Roman", 11, "#004c6d", 64), turn=0)
    last = replace(facts, start=add_months(facts.start, -12), end=facts.start - timedelta(days=1))
    sheet.write(facts.insurer, sheet.left, 18, bold=True, colour=sheet.look.colour)
    sheet.down(5)
    sheet.paragraph(
        f"{facts.insured[0].shown}\n{facts.mailing[0]}\n{facts.mailing[1]} {facts.mailing[2]}", 330, 220
    )
    sheet.down(3)
    sheet.paragraph(
        "Madame, Monsieur,\n\nVous trouverez ci-joint votre attestation. Votre cotisation de la "
        f"période du {wording.figures(last.start)} au {wording.figures(last.end)} "
        f"a été réglée. Votre espace client {facts.client} reste à votre disposition.\n\nVotre "
        "conseillère, Mme Odile BARROT",
        sheet.left,
        460,
    )
    sheet.new_page()
    sheet.spaced(wording.title(facts, "ATTESTATION D’ASSURANCE").replace("’", "'"), sheet.left, 14, 6)
    sheet.down(2)
    sheet.paragraph(
        f"La compagnie {facts.insurer} {wording.says(facts)} {wording.named(facts)} "
        f"{'sont garantis' if len(facts.insured) > 1 else 'est garanti(e)'} par la police n° "
        f"{facts.policy}.",
        sheet.left,
        460,
    )
    return _second_page_end(sheet, facts)


def _second_page_end(sheet: Sheet, facts: Facts) -> bytes:
    sheet.down()
    sheet.paragraph(
        f"Risque situé : {facts.address}\nQualité : {wording.quality(facts)}\nUsage : {wording.home(facts)}",
        sheet.left,
        460,
    )
    sheet.down()
    if facts.shows_period:
        sheet.paragraph(
            f"Garantie valable du {wording.long(facts.start)} jusqu’au {wording.long(facts.end)}.",
            sheet.left,
            460,
        )
    sheet.paragraph(
        "Événements garantis : " + ", ".join(wording.covers(facts)).lower() + ".", sheet.left, 460
    )
    if facts.refused:
        sheet.paragraph("À l’exclusion des risques locatifs.", sheet.left, 460)
    sheet.down(3)
    sheet.write(f"Fait le {wording.figures(facts.issued)}", sheet.left)
    sheet.y = 60
    sheet.paragraph(wording.legal(facts), sheet.left, 460, 7)
    return sheet.content()


def crowded(facts: Facts) -> bytes:
    """Every number and day that is not asked for: client, SIREN, birth, subscription, printing, premium."""
    sheet = Sheet(Look("DejaVuSans", 8.5, "#a01c1c", 46))
    wide = sheet.right - sheet.left
    sheet.write(facts.insurer, sheet.left, 16, bold=True, colour=sheet.look.colour)
    sheet.write(f"Imprimé le {wording.figures(facts.issued)}", 420)
    sheet.down(3)
    sheet.write(
        wording.title(facts, "ATTESTATION D’ASSURANCE MULTIRISQUE HABITATION"), sheet.left, 13, bold=True
    )
    sheet.down(2.4)
    return _crowded_end(sheet, facts, wide)


def _crowded_end(sheet: Sheet, facts: Facts, wide: float) -> bytes:
    for line in (
        f"Référence client : {facts.client}     Agence : 0457     Téléphone : 04 99 00 12 34",
        f"Contrat n° : {facts.policy}     souscrit le {wording.figures(add_months(facts.start, -48))}",
        f"Assuré : {wording.named(facts)}",
        f"Adresse de correspondance : {facts.mailing[0]}, {facts.mailing[1]} {facts.mailing[2]}",
        f"Adresse du risque assuré : {facts.street}, "
        f"{facts.inside + ', ' if facts.inside else ''}{facts.postcode} {facts.town}",
        f"Désignation : {'Garage' if facts.annex_only else f'Logement T{facts.rooms}'} – "
        f"{wording.quality(facts)} – né(e) le 12/05/1971",
        *(
            [
                f"La présente attestation est valable du {wording.figures(facts.start)} à 0 h 00 au "
                f"{wording.figures(facts.end)} à 24 h 00."
            ]
            if facts.shows_period
            else []
        ),
        f"Cotisation annuelle : 184,20 €, prélevée du 05/{facts.start:%m/%Y} au 05/{facts.end:%m/%Y}.",
        f"Échéance principale : le {facts.start:%d/%m} de chaque année, contrat reconduit tacitement.",
    ):
        sheet.paragraph(line, sheet.left, wide)
        sheet.down(0.4)
    sheet.down()
    sheet.paragraph("Garanties acquises : " + ", ".join(wording.covers(facts)) + ".", sheet.left, wide)
    if facts.refused:
        sheet.paragraph("Non garanti : responsabilité locative, risques locatifs.", sheet.left, wide)
    sheet.down()
    sheet.paragraph(wording.LIMITS, sheet.left, wide, 7.5)
    sheet.y = 55
    sheet.paragraph(wording.legal(facts), sheet.left, wide, 6.5)
    return sheet.content()

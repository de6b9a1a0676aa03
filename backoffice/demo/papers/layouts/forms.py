"""Certificates drawn as forms: labels on the left, above or under their values, tables, boxes to tick."""

from backoffice.demo.papers import wording
from backoffice.demo.papers.facts import Facts
from backoffice.demo.papers.sheets import Look, Sheet
from backoffice.rules.papers.proposals import CoverWord, Quality


def _head(sheet: Sheet, facts: Facts, words: str = "ATTESTATION D’ASSURANCE HABITATION") -> None:
    sheet.band(34)
    sheet.write(facts.insurer, sheet.left, 17, bold=True, colour="#ffffff")
    sheet.down(3.4)
    sheet.write(wording.title(facts, words), sheet.left, 14, bold=True, colour=sheet.look.colour)
    sheet.down(2.4)


def _foot(sheet: Sheet, facts: Facts) -> None:
    sheet.y = 62
    sheet.paragraph(wording.legal(facts), sheet.left, sheet.right - sheet.left, 7)


def labels_left(facts: Facts) -> bytes:
    """Labels on the left with a colon, values in a column."""
    sheet = Sheet(Look("OpenSans", 10, "#006b3f"))
    _head(sheet, facts)
    rows = [
        ("Nom de l’assuré :", "\n".join(one.shown for one in facts.insured)),
        ("N° de client :", facts.client),
        ("N° de contrat :", facts.policy),
        (
            "Adresse du risque :",
            f"{facts.street}\n{facts.inside + chr(10) if facts.inside else ''}{facts.postcode} "
            f"{facts.town.upper()}",
        ),
        ("Qualité de l’assuré :", wording.quality(facts).capitalize()),
        ("Nature du bien :", "Garage" if facts.annex_only else "Appartement"),
    ]
    if not facts.annex_only:
        rows.append(("Nombre de pièces :", str(facts.rooms)))
    if facts.shows_period:
        rows += [
            ("Date d’effet :", wording.figures(facts.start)),
            ("Date de fin :", wording.figures(facts.end)),
        ]
    for label, value in rows:
        held = sheet.y
        sheet.write(label, sheet.left, bold=True)
        sheet.paragraph(value, sheet.left + sheet.look.label_wide, 300)
        sheet.y = min(sheet.y, held - 14) - 5
    return _labels_left_end(sheet, facts)


def _labels_left_end(sheet: Sheet, facts: Facts) -> bytes:
    sheet.down()
    sheet.write("Garanties souscrites", sheet.left, bold=True)
    sheet.down(1.3)
    for cover in wording.covers(facts):
        sheet.write(f"•  {cover}", sheet.left + 10)
        sheet.down()
    if facts.refused:
        sheet.write("Garanties non souscrites : risques locatifs", sheet.left)
        sheet.down()
    sheet.down(2)
    sheet.write(f"Attestation éditée le {wording.figures(facts.issued)}", sheet.left, 9)
    _foot(sheet, facts)
    return sheet.content()


def labels_above(facts: Facts) -> bytes:
    """Cards: a small grey label with its value under it, two cards on a line."""
    sheet = Sheet(Look("Helvetica", 10.5, "#23408e", 50))
    _head(sheet, facts)
    return _labels_above_end(sheet, facts)


def _labels_above_end(sheet: Sheet, facts: Facts) -> bytes:
    cards = [
        ("Assuré(e)(s)", wording.named(facts), "Contrat n°", facts.policy),
        (
            "Adresse du logement assuré",
            f"{facts.street}\n{facts.postcode} {facts.town}",
            "Qualité",
            wording.quality(facts).capitalize(),
        ),
        (
            "Type de logement",
            "Garage" if facts.annex_only else f"Appartement {facts.rooms} pièces",
            "Formule",
            "Essentielle",
        ),
    ]
    if facts.shows_period:
        cards.append(
            ("Début de validité", wording.long(facts.start), "Fin de validité", wording.long(facts.end))
        )
    middle = sheet.left + 270
    for first, one, second, other in cards:
        sheet.write(first, sheet.left, 8, colour="#777777")
        sheet.write(second, middle, 8, colour="#777777")
        sheet.down(1.1)
        held = sheet.y
        sheet.paragraph(one, sheet.left, 250)
        low, sheet.y = sheet.y, held
        sheet.paragraph(other, middle, 220)
        sheet.y = min(low, sheet.y) - 14
    return _labels_above_covers(sheet, facts)


def _labels_above_covers(sheet: Sheet, facts: Facts) -> bytes:
    sheet.paragraph(f"Le contrat comprend : {', '.join(wording.covers(facts)).lower()}.", sheet.left, 480)
    if facts.refused:
        sheet.paragraph("Risques locatifs : non garantis.", sheet.left, 480)
    sheet.down()
    says = "Document établi pour valoir ce que de droit"
    sheet.paragraph(f"{says}, le {wording.figures(facts.issued)}.", sheet.left, 480, 9)
    _foot(sheet, facts)
    return sheet.content()


def table_grid(facts: Facts) -> bytes:
    """A table with a heading row: contract, period, persons."""
    sheet = Sheet(Look("OpenSans", 9, "#444444", 45))
    _head(sheet, facts)
    sheet.paragraph("Madame, Monsieur, ce document est destiné à votre bailleur.", sheet.left, 480)
    sheet.down()
    header, row = ["Assuré", "N° contrat"], [wording.named(facts), facts.policy]
    wides = [0.4, 0.2]
    if facts.shows_period:
        header += ["Date d’effet", "Date d’échéance"]
        row += [wording.figures(facts.start), wording.figures(facts.end)]
        wides += [0.2, 0.2]
    sheet.grid([header, row], wides)
    sheet.down(2)
    return _table_grid_end(sheet, facts)


def _table_grid_end(sheet: Sheet, facts: Facts) -> bytes:
    sheet.grid(
        [
            ["Lieu du risque", "Qualité", "Pièces"],
            [
                f"{facts.street} {facts.postcode} {facts.town}",
                wording.quality(facts),
                str(facts.rooms or "Garage"),
            ],
        ],
        [0.55, 0.25, 0.2],
    )
    sheet.down(2)
    rows = [["Garantie", "Acquise"]]
    rows += [
        [wording.COVERS[cover], "Oui" if cover in facts.covers else "Non"]
        for cover in CoverWord
        if cover in (*facts.covers, *facts.refused)
    ]
    sheet.grid(rows, [0.6, 0.2])
    sheet.down(2)
    sheet.write(f"Émis le {wording.figures(facts.issued)}", sheet.left)
    _foot(sheet, facts)
    return sheet.content()


def ticked_boxes(facts: Facts) -> bytes:
    """Boxes ticked with a cross between brackets."""
    sheet = Sheet(Look("Courier", 10, "#000000", 50))
    sheet.write(facts.insurer.upper(), sheet.left, 15, bold=True)
    sheet.down(2.5)
    sheet.write(wording.title(facts, "ATTESTATION D’ASSURANCE RISQUES LOCATIFS"), sheet.left, 13, bold=True)
    sheet.down(2.5)
    tenant = facts.quality is Quality.TENANT
    for line in (
        f"SOUSCRIPTEUR : {wording.named(facts).upper()}",
        f"POLICE N°    : {facts.policy}",
        f"REF. CLIENT  : {facts.client}",
        f"SITUATION DU RISQUE : {facts.street.upper()}",
        f"                      {facts.postcode} {facts.town.upper()}",
        f"QUALITE : [{'X' if tenant else ' '}] LOCATAIRE   [{' ' if tenant else 'X'}] PROPRIETAIRE",
        f"TYPE DE RISQUE : {'GARAGE' if facts.annex_only else f'APPARTEMENT - {facts.rooms} PIECES'}",
        *(
            [f"PERIODE DE GARANTIE : DU {wording.short(facts.start)} AU {wording.short(facts.end)}"]
            if facts.shows_period
            else []
        ),
    ):
        sheet.write(line, sheet.left)
        sheet.down(1.4)
    return _ticked_boxes_end(sheet, facts)


def _ticked_boxes_end(sheet: Sheet, facts: Facts) -> bytes:
    sheet.down()
    sheet.write("GARANTIES :", sheet.left)
    sheet.down(1.3)
    for cover in CoverWord:
        sheet.write(f"  [{'X' if cover in facts.covers else ' '}] {wording.COVERS[cover]}", sheet.left)
        sheet.down(1.2)
    sheet.down(2)
    sheet.write(f"FAIT LE {wording.figures(facts.issued)}", sheet.left)
    _foot(sheet, facts)
    return sheet.content()


def labels_under(facts: Facts) -> bytes:
    """Values in large letters, each with its small caption under it."""
    sheet = Sheet(Look("OpenSans", 11, "#5b2a86", 54))
    _head(sheet, facts, "Attestation d’assurance multirisque habitation")
    rows = [
        (wording.named(facts), "Assurés"),
        (facts.policy, "Numéro de contrat"),
        (f"{facts.street}, {facts.postcode} {facts.town}", "Adresse du bien assuré"),
        (wording.quality(facts).capitalize(), "Qualité de l’assuré"),
        ("Garage" if facts.annex_only else f"{facts.rooms} pièces", "Composition"),
    ]
    if facts.shows_period:
        rows.append((f"{wording.figures(facts.start)} – {wording.figures(facts.end)}", "Période de validité"))
    for value, caption in rows:
        sheet.write(value, sheet.left, bold=True)
        sheet.down(0.85)
        sheet.write(caption, sheet.left, 7, colour="#777777")
        sheet.down(2.2)
    sheet.paragraph("Garanties : " + " ; ".join(wording.covers(facts)), sheet.left, 480, 10)
    if facts.refused:
        sheet.paragraph("Hors garantie : risques locatifs.", sheet.left, 480, 10)
    sheet.down()
    sheet.write(f"Le {wording.long(facts.issued)}", sheet.left, 9)
    _foot(sheet, facts)
    return sheet.content()

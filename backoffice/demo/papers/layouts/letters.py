"""Certificates written as letters: sentences, with what is asked for inside them."""

from datetime import timedelta

from backoffice.demo.papers import wording
from backoffice.demo.papers.facts import Facts
from backoffice.demo.papers.sheets import Look, Sheet
from backoffice.rules.dates import add_months


def mutual_letter(facts: Facts) -> bytes:
    """A mutual's letter: window address, sentences, days in figures."""
    sheet = Sheet(Look("OpenSans", 10, "#00558c"))
    wide = sheet.right - sheet.left
    sheet.write(facts.insurer, sheet.left, 20, bold=True, colour=sheet.look.colour)
    sheet.down(1.4, 20)
    sheet.paragraph(wording.firm(facts) + "\nTéléphone : 01 99 00 45 67", sheet.left, 240, 8)
    sheet.down(2)
    sheet.paragraph(
        f"{facts.insured[0].shown}\n{facts.mailing[0]}\n{facts.mailing[1]} {facts.mailing[2].upper()}",
        330,
        220,
    )
    sheet.down(2)
    sheet.write(f"Paris, le {wording.long(facts.issued)}", 330)
    sheet.down(3)
    sheet.write(wording.title(facts), sheet.left, 15, bold=True)
    sheet.down(2.5)
    sheet.paragraph(
        f"{facts.insurer} {wording.says(facts)} {wording.named(facts)}, demeurant {facts.mailing[0]} "
        f"{facts.mailing[1]} {facts.mailing[2]}, "
        f"est titulaire du contrat Multirisque Habitation n° {facts.policy} garantissant, en qualité "
        f"de {wording.quality(facts)}, {wording.home(facts)} situé "
        f"{facts.address}.",
        sheet.left,
        wide,
    )
    return _mutual_letter_end(sheet, facts, wide)


def _mutual_letter_end(sheet: Sheet, facts: Facts, wide: float) -> bytes:
    sheet.down()
    if facts.shows_period:
        sheet.paragraph(
            f"Ce contrat est en vigueur pour la période du {wording.figures(facts.start)} au "
            f"{wording.figures(facts.end)}, sous réserve du paiement des "
            "cotisations.",
            sheet.left,
            wide,
        )
        sheet.down()
    sheet.paragraph(
        "Il couvre les garanties suivantes : " + ", ".join(wording.covers(facts)).lower() + ".",
        sheet.left,
        wide,
    )
    sheet.down(2)
    sheet.paragraph(wording.LIMITS, sheet.left, wide, 9)
    sheet.y = 70
    sheet.paragraph(wording.legal(facts), sheet.left, wide, 7)
    return sheet.content()


def bank_letter(facts: Facts) -> bytes:
    """A bank's insurer: days in words, names first, two persons with « et »."""
    sheet = Sheet(Look("Times-Roman", 11, "#7a0019", 70))
    wide = sheet.right - sheet.left
    sheet.band(40)
    sheet.write(facts.insurer.upper(), sheet.left, 16, bold=True, colour="#ffffff")
    sheet.down(4)
    sheet.write(wording.title(facts, "CERTIFICAT D’ASSURANCE"), sheet.left + 90, 16, bold=True)
    sheet.down(3)
    begins = "Nous soussignés, " + facts.insurer + ", certifions que :"
    if facts.nature.value != "CERTIFICATE":
        begins = "Madame, Monsieur, voici le document demandé pour :"
    sheet.paragraph(begins, sheet.left, wide)
    sheet.down()
    for one in facts.insured:
        sheet.write(
            one.shown.replace("Mme", "Madame").replace("M. ", "Monsieur "), sheet.left + 40, bold=True
        )
        sheet.down()
    sheet.down()
    return _bank_letter_end(sheet, facts, wide)


def _bank_letter_end(sheet: Sheet, facts: Facts, wide: float) -> bytes:
    sheet.paragraph(
        f"{'sont assurés' if len(facts.insured) > 1 else 'est assuré(e)'} en tant que "
        f"{wording.quality(facts)} pour {wording.home(facts)} "
        f"sis {facts.street}, {facts.inside + ', ' if facts.inside else ''}{facts.postcode} "
        f"{facts.town}, au titre du contrat {facts.policy[:0]}"
        f"portant le numéro {facts.policy}.",
        sheet.left,
        wide,
    )
    sheet.down()
    if facts.shows_period:
        sheet.paragraph(
            f"Validité : du {wording.long(facts.start)} au {wording.long(facts.end)} inclus.",
            sheet.left,
            wide,
        )
        sheet.down()
    sheet.paragraph("Garanties accordées :", sheet.left, wide)
    for cover in wording.covers(facts):
        sheet.write(f"•  {cover}", sheet.left + 20)
        sheet.down()
    sheet.down(2)
    sheet.write(f"Fait à Lyon, le {wording.long(facts.issued)}", sheet.left)
    sheet.down(2)
    sheet.write("Le Directeur général, M. Alban DESCHAMPS", sheet.left)
    sheet.y = 60
    sheet.paragraph(wording.legal(facts), sheet.left, wide, 7)
    return sheet.content()


def online_letter(facts: Facts) -> bytes:
    """An insurer on the net: short lines, « valable du … au … », e-mail and no window."""
    sheet = Sheet(Look("Helvetica", 10.5, "#e6007e", 60))
    wide = sheet.right - sheet.left
    sheet.write(facts.insurer.lower(), sheet.left, 24, bold=True, colour=sheet.look.colour)
    sheet.down(2.2, 24)
    sheet.write(wording.title(facts, "Attestation d’assurance habitation"), sheet.left, 18, bold=True)
    sheet.down(1.6, 18)
    if facts.shows_period:
        sheet.write(
            f"Valable du {wording.figures(facts.start, '.')} au {wording.figures(facts.end, '.')}",
            sheet.left,
            12,
            colour="#555555",
        )
    sheet.down(2.2)
    sheet.paragraph(f"Nous, {facts.insurer}, {wording.says(facts)} :", sheet.left, wide)
    sheet.down(0.5)
    return _online_letter_end(sheet, facts, wide)


def _online_letter_end(sheet: Sheet, facts: Facts, wide: float) -> bytes:
    sheet.paragraph(
        f"{' et '.join(one.plain for one in facts.insured)} "
        f"{'bénéficient' if len(facts.insured) > 1 else 'bénéficie'} d’une assurance habitation "
        f"(contrat n° {facts.policy}) comme {wording.quality(facts)} pour le bien assuré, "
        f"{wording.home(facts)}, situé au {facts.address}.",
        sheet.left,
        wide,
    )
    sheet.down()
    sheet.paragraph("Sont notamment couverts :", sheet.left, wide)
    for cover in wording.covers(facts):
        sheet.write(f"- {cover.lower()}", sheet.left + 12)
        sheet.down()
    if facts.refused:
        sheet.paragraph("Ne sont pas couverts : les risques locatifs.", sheet.left, wide)
    sheet.down(2)
    sheet.paragraph(
        f"Édité le {wording.figures(facts.issued)}. Une question ? aide@assureur.example", sheet.left, wide, 9
    )
    sheet.y = 60
    sheet.paragraph(wording.legal(facts), sheet.left, wide, 7)
    return sheet.content()


def _lasting(facts: Facts) -> str:
    whole = facts.end + timedelta(days=1) == add_months(facts.start, 12)
    return "pour une durée d’un an" if whole else f"et jusqu’au {wording.figures(facts.end)}"


def duration_letter(facts: Facts) -> bytes:
    """An agent's letter: « à effet du … pour une durée d’un an », his own address."""
    sheet = Sheet(Look("DejaVuSerif", 9.5, "#333333", 62))
    wide = sheet.right - sheet.left
    sheet.paragraph(
        "Cabinet MARCHAND-ROLLIN\nAgent général exclusif\n14 rue Gambetta\n42000 "
        "Saint-Étienne\nORIAS n° 07 012 345",
        sheet.left,
        200,
    )
    sheet.down(2)
    sheet.write(wording.title(facts, "ATTESTATION RESPONSABILITÉ LOCATIVE"), sheet.left + 60, 14, bold=True)
    sheet.down(2.4)
    return _duration_letter_end(sheet, facts, wide)


def _duration_letter_end(sheet: Sheet, facts: Facts, wide: float) -> bytes:
    sheet.paragraph(
        f"L’assureur {facts.insurer}, représenté par son agent général, {wording.says(facts)} "
        f"{wording.named(facts)} "
        f"{'ont' if len(facts.insured) > 1 else 'a'} souscrit un contrat d’assurance habitation sous "
        f"le numéro {facts.policy}"
        + (
            f", à effet du {wording.figures(facts.start)} {_lasting(facts)}"
            if facts.shows_period
            else ", renouvelable par tacite reconduction"
        )
        + f", pour {wording.home(facts)} occupé en qualité de {wording.quality(facts)}.",
        sheet.left,
        wide,
    )
    sheet.down()
    sheet.paragraph(f"Adresse du risque : {facts.address}", sheet.left, wide, bold=True)
    sheet.down()
    words = ", ".join(wording.covers(facts)).lower()
    sheet.paragraph(f"Les garanties sont : {words}.", sheet.left, wide)
    if facts.refused:
        sheet.paragraph("La garantie risques locatifs n’est pas souscrite.", sheet.left, wide)
    sheet.down(2)
    sheet.paragraph(wording.LIMITS, sheet.left, wide, 8)
    sheet.down()
    sheet.write(f"Fait à Saint-Étienne le {wording.figures(facts.issued)}", sheet.left)
    return sheet.content()

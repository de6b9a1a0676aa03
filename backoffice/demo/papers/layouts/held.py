"""Layouts drawn after the rules were written: they try them on what they do not know."""

from datetime import timedelta

from backoffice.demo.papers import wording
from backoffice.demo.papers.facts import Facts
from backoffice.demo.papers.sheets import Look, Sheet
from backoffice.rules.dates import add_months
from backoffice.rules.papers.proposals import PaperNature


def member_letter(facts: Facts) -> bytes:
    """A mutual of members: references in a corner, the period at the end of a sentence."""
    sheet = Sheet(Look("Helvetica", 10, "#d4001a", 52))
    wide = sheet.right - sheet.left
    sheet.write(facts.insurer.upper(), 380, 13, bold=True, colour=sheet.look.colour)
    sheet.down(2)
    sheet.paragraph(
        f"Sociétaire n° {facts.client}\nContrat habitation n° {facts.policy}\nVotre correspondant : "
        "09 70 80 90 00",
        sheet.left,
        260,
        9,
    )
    sheet.down(2)
    sheet.paragraph(
        f"{facts.insured[0].shown.upper()}\n{facts.mailing[0].upper()}\n{facts.mailing[1]} "
        f"{facts.mailing[2].upper()}",
        330,
        230,
    )
    sheet.down(2)
    sheet.paragraph(f"À Niort, le {wording.long(facts.issued)}", sheet.left, wide)
    sheet.down()
    sheet.paragraph(
        f"Objet : {wording.title(facts, 'attestation d’assurance habitation')}", sheet.left, wide, bold=True
    )
    sheet.down()
    return _member_letter_end(sheet, facts, wide)


def _member_letter_end(sheet: Sheet, facts: Facts, wide: float) -> bytes:
    if facts.nature is PaperNature.CERTIFICATE:
        sheet.paragraph("Nous attestons que la ou les personnes désignées ci-après :", sheet.left, wide)
    for one in facts.insured:
        sheet.write(
            one.shown.replace("Mme", "Madame").replace("M. ", "Monsieur "), sheet.left + 30, bold=True
        )
        sheet.down(1.1)
    tenant = "est (sont) assurée(s), en qualité de " + wording.quality(facts)
    sheet.paragraph(
        f"{tenant}, pour {wording.home(facts)} dont l’adresse est la suivante :", sheet.left, wide
    )
    sheet.paragraph(f"{facts.street}\n{facts.postcode} {facts.town}", sheet.left + 30, 300)
    words = ", ".join(wording.covers(facts)).lower()
    sheet.paragraph(f"Sont garantis par ce contrat : {words}.", sheet.left, wide)
    if facts.refused:
        sheet.paragraph("Les risques locatifs ne sont pas garantis.", sheet.left, wide)
    sheet.down()
    if facts.shows_period:
        sheet.paragraph(
            "Cette attestation vaut pour la période d’assurance comprise entre le "
            f"{wording.figures(facts.start)} et le {wording.figures(facts.end)}, "
            "dans les conditions du contrat.",
            sheet.left,
            wide,
        )
    sheet.y = 64
    sheet.paragraph(wording.legal(facts), sheet.left, wide, 7)
    return sheet.content()


def agency_page(facts: Facts) -> bytes:
    """An agent's page with three addresses, the contract's first day, the firm's seat in the sentence."""
    sheet = Sheet(Look("OpenSans", 9.5, "#00008f", 48))
    wide = sheet.right - sheet.left
    sheet.paragraph(
        "Agence BONNEFOY & ASSOCIÉS\nAgents généraux d’assurance\n27 avenue de la Gare\n24000 "
        "Périgueux\nTél : 05 53 00 10 20\nN° Orias 08045612",
        sheet.left,
        230,
        8.5,
    )
    sheet.down()
    top = sheet.y
    sheet.paragraph(f"Vos références\nContrat\n{facts.policy}\nClient\n{facts.client}", sheet.left, 150)
    low, sheet.y = sheet.y, top
    sheet.paragraph(
        f"{facts.insured[0].plain.upper()}\n{facts.mailing[0]}\n{facts.mailing[1]} {facts.mailing[2]}",
        340,
        220,
    )
    sheet.y = min(low, sheet.y) - 20
    sheet.write(f"Date du courrier : {wording.figures(facts.issued)}", sheet.left)
    sheet.down(2)
    sheet.write(
        wording.title(facts, "Votre attestation Habitation"),
        sheet.left,
        16,
        bold=True,
        colour=sheet.look.colour,
    )
    sheet.down(2.2)
    return _agency_page_end(sheet, facts, wide)


def _agency_page_end(sheet: Sheet, facts: Facts, wide: float) -> bytes:
    sheet.paragraph(
        f"{facts.insurer}, dont le siège social est situé {wording.firm(facts)}, "
        f"{wording.says(facts)} {wording.named(facts, ' et ')} "
        f"{'sont titulaires' if len(facts.insured) > 1 else 'est titulaire'} du contrat d’assurance "
        f"habitation n° {facts.policy} depuis le {wording.figures(add_months(facts.start, -36))}.",
        sheet.left,
        wide,
    )
    sheet.down()
    sheet.paragraph(
        f"Ce contrat garantit le logement suivant, occupé en tant que {wording.quality(facts)} :",
        sheet.left,
        wide,
    )
    return _agency_page_foot(sheet, facts, wide)


def _agency_page_foot(sheet: Sheet, facts: Facts, wide: float) -> bytes:
    sheet.paragraph(
        f"{facts.inside + chr(10) if facts.inside else ''}{facts.street}\n{facts.postcode} "
        f"{facts.town.upper()}",
        sheet.left + 24,
        300,
    )
    sheet.paragraph(wording.home(facts).capitalize(), sheet.left + 24, 300)
    sheet.down()
    sheet.paragraph("Principales garanties :", sheet.left, wide)
    for cover in wording.covers(facts):
        sheet.paragraph(f"✓ {cover}" if sheet.font == "DejaVuSans" else f"– {cover}", sheet.left + 10, wide)
    sheet.down()
    if facts.shows_period:
        sheet.paragraph(
            f"La présente attestation est valable du {wording.figures(facts.start)} au "
            f"{wording.figures(facts.end)} sous réserve de règlement.",
            sheet.left,
            wide,
        )
    sheet.paragraph(wording.LIMITS, sheet.left, wide, 8)
    return sheet.content()


def start_up(facts: Facts) -> bytes:
    """A newcomer's page: two columns of captions and values without a colon, an inclusive spelling."""
    sheet = Sheet(Look("DejaVuSans", 9, "#2b2d42", 58))
    sheet.write(facts.insurer, sheet.left, 22, bold=True, colour="#ef476f")
    sheet.down(2, 22)
    sheet.write(wording.title(facts, "Attestation d’assurance logement"), sheet.left, 15)
    sheet.down(1.8, 15)
    rows = [
        ("Assuré·e·s", " et ".join(one.plain for one in facts.insured)),
        ("Numéro de contrat", facts.policy),
        ("Adresse assurée", facts.address),
        ("Statut d’occupation", wording.quality(facts).capitalize()),
        ("Logement", "Garage" if facts.annex_only else f"Appartement, {facts.rooms} pièces"),
    ]
    if facts.shows_period:
        rows += [("Date de début", wording.long(facts.start)), ("Date de fin", wording.long(facts.end))]
    for label, value in rows:
        sheet.write(label, sheet.left, colour="#8d99ae")
        sheet.write(value, sheet.left + 150)
        sheet.down(1.9)
    sheet.down()
    return _start_up_end(sheet, facts)


def _start_up_end(sheet: Sheet, facts: Facts) -> bytes:
    sheet.write("Vous êtes couvert pour", sheet.left, 12)
    sheet.down(1.6)
    for cover in wording.covers(facts):
        sheet.write(cover, sheet.left + 14)
        sheet.down(1.3)
    if facts.refused:
        sheet.down(0.5)
        sheet.write("Vous n’êtes pas couvert pour", sheet.left, 12)
        sheet.down(1.6)
        sheet.write("Risques locatifs", sheet.left + 14)
        sheet.down(1.3)
    sheet.down(2)
    sheet.write(
        f"Document généré le {wording.figures(facts.issued)} à 14:32. bonjour@exemple.fr",
        sheet.left,
        7.5,
        colour="#8d99ae",
    )
    sheet.y = 58
    sheet.paragraph(wording.legal(facts), sheet.left, 480, 6.5)
    return sheet.content()


def framed_form(facts: Facts) -> bytes:
    """A framed form: the period in several cells, surname and first name apart."""
    sheet = Sheet(Look("Times-Roman", 10, "#000000", 50))
    sheet.write(facts.insurer, sheet.left, 14, bold=True)
    sheet.down(2.2)
    sheet.write(
        wording.title(facts, "ATTESTATION D’ASSURANCE MULTIRISQUES HABITATION"), sheet.left, 13, bold=True
    )
    sheet.down(2.4)
    first = facts.insured[0]
    sheet.grid(
        [["NOM", "PRENOM", "NE(E) LE"], [first.last.upper(), first.first.upper(), "04/02/1986"]],
        [0.4, 0.35, 0.25],
    )
    sheet.down(1.5)
    if len(facts.insured) > 1:
        sheet.paragraph(f"CONJOINT : {facts.insured[1].shown.upper()}", sheet.left, 480)
        sheet.down()
    period = (
        ["DU", wording.figures(facts.start), "AU", wording.figures(facts.end)]
        if facts.shows_period
        else ["RENOUVELABLE", "PAR TACITE", "RECONDUCTION", ""]
    )
    sheet.grid(
        [["POLICE N°", "PERIODE", "", "", ""], [facts.policy, *period]], [0.28, 0.18, 0.18, 0.18, 0.18]
    )
    return _framed_form_end(sheet, facts)


def _framed_form_end(sheet: Sheet, facts: Facts) -> bytes:
    sheet.down(1.5)
    sheet.paragraph(
        f"RISQUE ASSURE : {facts.street.upper()} {facts.postcode} {facts.town.upper()}", sheet.left, 480
    )
    sheet.paragraph(
        f"OCCUPE COMME {wording.quality(facts).upper()} - "
        f"{'GARAGE' if facts.annex_only else f'{facts.rooms} PIECES PRINCIPALES'}",
        sheet.left,
        480,
    )
    sheet.down()
    sheet.paragraph("GARANTIES : " + " - ".join(wording.covers(facts)).upper(), sheet.left, 480)
    if facts.refused:
        sheet.paragraph("GARANTIES NON SOUSCRITES : RISQUES LOCATIFS", sheet.left, 480)
    sheet.down()
    sheet.paragraph(
        f"Prochaine échéance de cotisation : {wording.figures(facts.end + timedelta(days=9))}. Fait "
        f"le {wording.figures(facts.issued)}.",
        sheet.left,
        480,
    )
    sheet.y = 60
    sheet.paragraph(wording.legal(facts), sheet.left, 480, 7)
    return sheet.content()

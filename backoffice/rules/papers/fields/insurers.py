"""Who insures: the company, not the broker nor the agent who writes for it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from backoffice.rules.names import fold
from backoffice.rules.papers.text.found import Found
from backoffice.rules.papers.text.labels import beside
from backoffice.rules.papers.text.layout import Page
from backoffice.rules.papers.text.passage import Passage

# Companies that insure dwellings in France, as they write themselves; a longer name comes first.
_KNOWN = re.compile(
    r"\b(AXA(?: FRANCE)?(?: IARD)?(?: MUTUELLE)?|MAIF|MACIF|MATMUT(?: MUTUALITE)?|"
    r"GMF(?: ASSURANCES)?|MMA(?: IARD)?|ALLIANZ(?: DIRECT| FRANCE)?(?: IARD)?|"
    r"GROUPAMA(?: (?:D'OC|MEDITERRANEE|RHONE-ALPES(?: AUVERGNE)?|CENTRE[ -](?:ATLANTIQUE|MANCHE)|"
    r"LOIRE[ -]BRETAGNE|PARIS[ -]VAL[ -]DE[ -]LOIRE|(?:GRAND|NORD)[ -]EST|ANTILLES[ -]GUYANE|"
    r"OCEAN INDIEN|GAN))?|GENERALI(?: FRANCE)?(?: IARD)?|PACIFICA|CREDIT AGRICOLE ASSURANCES|"
    r"ACM IARD|ASSURANCES DU CREDIT MUTUEL|SURAVENIR ASSURANCES|"
    r"LEMONADE|ACHEEL|SEYNA|SWISS RE|LA PARISIENNE ASSURANCES|FRIDAY INSURANCE|ALTIMA ASSURANCES|"
    r"L'EQUITE|DIRECT ASSURANCE|L'OLIVIER(?: ASSURANCE)?|THELEM(?: ASSURANCES)?|"
    r"ABEILLE(?: ASSURANCES| IARD)?|AVIVA|SWISS ?LIFE|"
    r"BPCE ASSURANCES(?: IARD)?|SOGESSUR|CARDIF IARD|LA BANQUE POSTALE ASSURANCES(?: IARD)?|"
    r"AREAS(?: ASSURANCES| DOMMAGES)?|MAPA|SMACL(?: ASSURANCES)?|"
    r"EUROFIL|MUTUELLE DE POITIERS(?: ASSURANCES)?|WAKAM|MAAF(?: ASSURANCES)?|AMAGUIZ|"
    r"NATIXIS ASSURANCES|AVANSSUR|SERENIS ASSURANCES|INTER MUTUELLES?|"
    r"ASSURANCE MUTUELLE DES MOTARDS|MUTUELLE SAINT-CHRISTOPHE(?: ASSURANCES)?|LA MEDICALE|MFA|MAE|"
    r"FILIA-MAIF)\b"
)
# Those who sell for a company: the name over the page is theirs, the company stands elsewhere.
_BROKERS = re.compile(
    r"\b(?:LUKO|LOVYS|LEOCARE|HEYME|SMEREP|STUDYASSUR|LMDE|MUTUELLE DES ETUDIANTS|"
    r"ADH ASSURANCES?|FLITTER|ORNIKAR|ASSURPEOPLE|"
    r"APRIL|ASSUR ?ONE|SOLLY AZAR|GARANTME|MEILLEUREASSURANCE|LELYNX|ASSURLAND)\b"
)
_LABEL = re.compile(
    r"(?:^|(?<=[-,;.(] )(?=[A-Z' ]+:))(?:L')?(?:ASSUREUR|COMPAGNIE(?: D'ASSURANCES?)?|"
    r"NOM DE L'ASSUREUR|SOCIETE D'ASSURANCES?|"
    r"ORGANISME ASSUREUR|ENTREPRISE D'ASSURANCES?|PORTEUR DU RISQUE)\s*(?::|$)"
)
_WITH = re.compile(
    r"(?:AUPRES DE|ASSURE(?:E|S)? (?:PAR|AUPRES DE)|POUR LE COMPTE DE|GARANTI\w* PAR|CONTRAT DE|"
    r"RISQUE PORTE PAR)\s+(?:(?:LA (?:COMPAGNIE|SOCIETE|MUTUELLE)|L'ASSUREUR|"
    r"LA(?! MUTUELLE| BANQUE| MEDICALE| PARISIENNE))\s+)?"
)
_WE = re.compile(
    r"(?:NOUS,? SOUSSIGNEE?S?,?|JE SOUSSIGNEE?,?|LA (?:SOCIETE|COMPAGNIE)(?: D'ASSURANCES?)?|"
    r"L'ASSUREUR|LA MUTUELLE(?! D))\s*,?\s*:?\s*"
)
_ATTESTS = re.compile(r"^(.{3,60}?),?\s+(?:ATTEST|CERTIFI|DECLAR|CONFIRM)(?:E|ONS|ENT)\b")
_STATUS = re.compile(
    r"^(.{3,60}?)\s*[,\-\u2022\u00b7:(]*\s*(?:(?:UNE )?(?:SOCIETE|ENTREPRISE)S? (?:ANONYME |"
    r"D'ASSURANCES? |REGIE )|SOCIETE ANONYME|DONT LE SIEGE|S\.?A\.?S?\.? AU CAPITAL|"
    r"SA AU CAPITAL|ENTREPRISE REGIE|REGIE PAR LE CODE DES ASSURANCES|SOCIETE D'ASSURANCE|"
    r"SAM A COTISATIONS|ASSURANCE MUTUELLE A COTISATIONS|MUTUELLE SOUMISE)"
)
_NAMED = re.compile(r"\b(?:ASSURANCES?|MUTUELLES?|MUTUALITE|IARD|ASSUR[A-Z]*|PREVOYANCE|DOMMAGES)\b")
_BROKER = re.compile(
    r"COURTIER|COURTAGE|ORIAS|INTERMEDIAIRE|AGENTS? GENERA(?:L|UX)|\bAGENCE\b|CABINET|DELEGATAIRE|"
    r"GESTIONNAIRE|CONSEIL"
)
_FOR_ANOTHER = re.compile(
    r"[\s,]*(?:(?!REPRESENTE)[A-Z]+ ){0,3}?(?:COURTIER|AGENT|INTERMEDIAIRE|MANDATAIRE|DELEGATAIRE)"
)
_NO_NAME = re.compile(
    r"\b(?:ATTEST\w*|CERTIFI\w*|CODE|ARTICLE|CONTRAT|GARANTI\w*|ASSUREE?S?|HABITATION|MULTIRISQUES?|"
    r"RESPONSABILITE|VOTRE|NOTRE|POLICE|CONDITIONS|"
    r"LOCATI\w*|N°|AUTORITE|PRUDENTIEL|DATE|PRESENTE?|QUE|SOUSSIGNE\w*|REMETT\w*|DOCUMENT|"
    r"PROPOSITION|AVIS|LOGEMENT|ANNUELLE?|DES ASSURANCES$|CEDEX|DIRECT(?:EUR|RICE)|PRESIDENTE?|"
    r"REPRESENTANTE?|RESPONSABLE)\b|"
    r"^(?:DES?|DU|NOUS|JE|IL|ELLE|CET?|CETTE|OBJET|VOUS|ON|LES?)\b(?! (?:TROIS|DEUX))"
)
_NAME = re.compile(r"^[A-Z0-9][A-Z0-9&'.\- ]{1,48}$")
_ALONE = re.compile(
    r"^(?:LA |L')?(?:ASSURANCES?|MUTUELLES?|MUTUALITE|PREVOYANCE|DOMMAGES|ASSUREUR|ASSUR\w{0,4}S?)$"
)
_HEAD = 0.2
"""In page widths: the head of a page."""
_LEGAL = re.compile(r",?\s+(?:S\.?A\.?(?:M|S)?\.?|SA|SAS|SAM|SARL|SCOP)$")


def read_insurer(pages: Sequence[Page]) -> Found[str] | None:
    """The company's name as drawn; two companies said with the same weight are silence."""
    for group in (_said, _stated, _known, _headed):
        found = [one for page in pages for one in group(page) if one.is_sharp]
        chosen = _one(found)
        if chosen is not None:
            return chosen
        if found:
            return None
    return None


def _one(found: Sequence[Found[str]]) -> Found[str] | None:
    """The one company of ``found``: a name inside another is the same."""
    keys = Counter(fold(one.value) for one in found)
    if not keys:
        return None
    longest = max(keys, key=len)
    shortest = min(keys, key=len)
    if any(shortest not in key for key in keys) or not all(key in longest for key in keys):
        return None
    return next(one for one in found if fold(one.value) == shortest)


def _said(page: Page) -> Iterator[Found[str]]:
    """After « Assureur : », « auprès de », « pour le compte de »."""
    for _, place in beside(page, _LABEL):
        yield from _name(place, _until(place.text))
    for passage in page.blocks:
        for match in _WITH.finditer(passage.text):
            rest = passage.cut(match.end())
            known = _KNOWN.match(rest.text)
            if known:
                yield _found(rest, *known.span(1))
            elif not _BROKER.search(rest.text[:40]):
                end = _until(rest.text)
                if _NAMED.search(rest.text[:end]):
                    yield from _name(rest, end)


def _stated(page: Page) -> Iterator[Found[str]]:
    """« Nous soussignés, X, attestons », « X, société d'assurance au capital de… »."""
    for passage in (*page.blocks, *page.lines):
        for match in _WE.finditer(passage.text):
            rest = passage.cut(match.end())
            end = _until(rest.text)
            if not _FOR_ANOTHER.match(rest.text[end:]):
                yield from _name(rest, end)
        # A signature of the firm, at the foot as a rule.
        for line in re.finditer(r"(?:^|(?<=\. ))(?=[A-Z0-9])", passage.text):
            rest = passage.cut(line.start())
            told = _STATUS.match(rest.text) or _ATTESTS.match(rest.text)
            if told and not _BROKER.search(rest.text[:160]):
                yield from _name(rest, told.end(1))


def _known(page: Page) -> Iterator[Found[str]]:
    for passage in page.lines:
        for match in _KNOWN.finditer(passage.text):
            if not _BROKER.search(passage.text) and not re.search(r"MOTARD|REMPLAC|PRECEDENT", passage.text):
                yield _found(passage, *match.span(1))


def _headed(page: Page) -> Iterator[Found[str]]:
    """A name of insurance at the head of the page, or drawn large."""
    for cell in page.cells:
        tall = cell.height > 1.25 * page.size
        if (cell.top < max(0.16 * page.bottom, _HEAD) or tall) and _NAMED.search(cell.text):
            end = _until(cell.text)
            if _NAMED.search(cell.text[:end]):
                yield from _name(cell, end)


def _until(text: str) -> int:
    """Where a name of firm ends in a sentence."""
    match = re.search(
        r"[,;:(]|\. |\s-\s|\b(?:ATTEST|CERTIFI|DECLAR|CONFIRM|SOCIETE|ENTREPRISE|DONT|SOUS|REGI[ES]|"
        r"AU CAPITAL|PAR\b|POUR\b|N°|UN CONTRAT|LE CONTRAT|"
        r"REPRESENTE|AGISSANT|CI-APRES|SISE?|GARANTI|EST\b|A |EN |QUE\b|UNE\b|DU \d|DEPUIS|TEL\b|ET )",
        text,
    )
    return match.start() if match and match.start() > 0 else len(text)


def _name(passage: Passage, end: int) -> Iterator[Found[str]]:
    text = passage.text[:end].strip(" .,;:-")
    short = _LEGAL.sub("", text)
    short = re.sub(
        r"^(?:LA COMPAGNIE|LA SOCIETE|SOCIETE|LA(?= (?:MAIF|MACIF|GMF|MAAF|MATMUT)\b))\s+", "", short
    )
    if not _NAME.match(short) or _NO_NAME.search(short) or len(short.split()) > 6:
        return
    if _BROKER.search(short) or _BROKERS.search(short):
        return
    if _ALONE.match(short) or len(short) < 3 or sum(char.isdigit() for char in short) > 2:
        return
    start = passage.text.find(short)
    yield _found(passage, start, start + len(short))


def _found(passage: Passage, start: int, end: int) -> Found[str]:
    shown = passage.shown(start, end).strip(" .,;:-")
    return Found(shown, shown, passage.between(start, end))

"""What is kept to check the signed codes of documents."""

from backoffice.rules.vocabulary.labelled import Labelled


class TrustKind(Labelled):
    """A piece of trust."""

    CERTIFICATE = "CERTIFICATE", "Certificat de signature"
    REVOCATIONS = "REVOCATIONS", "Liste de révocation"
    TRUST_LIST = "TRUST_LIST", "Liste de confiance"
    LIST_SIGNER = "LIST_SIGNER", "Signataire des listes"

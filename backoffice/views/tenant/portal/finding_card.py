"""The finding that leads, large: for the agent, to read aloud, what it rests on; the others folded."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from backoffice.rules.portal.findings import REMARKS, Finding
from backoffice.rules.vocabulary.portal import PortalAct
from backoffice.services.portal.orders import ActOffer, EvidenceLine
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Badge, IconLabel, card, column, label, line, unbroken
from backoffice.views.tenant.portal.countdown import Countdown
from backoffice.views.tenant.portal.evidence import Evidence
from backoffice.views.tenant.portal.offers import OfferRow

COPY_KEY, UNFOLD_KEY = "C", "V"


class FindingCard(QFrame):
    """Nothing in it is a value that the caller should know."""

    copied = Signal(str)
    """What was copied, for the message bar."""
    chosen = Signal(object)
    """The ``PortalAct`` of the leading button."""
    over = Signal()
    """The minutes have run out: something else is true now."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._finding: Finding | None = None
        self.headline, self.rule = label("", "answer", wrap=True), label("", "hint")
        self.minutes = Badge()
        self.sentence = label("", "", wrap=True)
        self.aloud = label("", "strong", wrap=True)
        self.aloud.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = KeyButton("Copier", COPY_KEY, "quiet")
        self.copy.setAccessibleName("Copier la phrase à lire au locataire")
        self.copy.clicked.connect(self.take_aloud)
        self.evidence = Evidence()
        self.lead = OfferRow("main")
        self.lead.chosen.connect(self.chosen)
        self.unfold = KeyButton("", UNFOLD_KEY, "quiet")
        self.unfold.setCheckable(True)
        self.unfold.toggled.connect(self._on_unfold)
        self._others = column(spacing=8)
        self._folded = QWidget()
        self._folded.setLayout(self._others)
        self.countdown = Countdown(self)
        self.countdown.ticked.connect(self._on_minutes)
        self.countdown.over.connect(self.over)
        self._lay_out()

    def _lay_out(self) -> None:
        top = line(self.headline, self.minutes, self.rule, spacing=10)
        top.setStretch(0, 1)
        heading = line(IconLabel("call"), label("À lire au locataire", "section"), 1, self.copy, spacing=6)
        inside = column(heading, self.aloud, spacing=4)
        inside.setContentsMargins(12, 6, 8, 10)
        pieces = (top, self.sentence, card(inside, "sunken"), self.lead, self.evidence)
        layout = column(*pieces, line(self.unfold, 1), self._folded, spacing=8)
        layout.setContentsMargins(14, 10, 14, 10)
        self.setLayout(layout)

    def show_findings(
        self, findings: Sequence[Finding], lines: Sequence[EvidenceLine], lead: ActOffer | None
    ) -> None:
        """Show a diagnosis, the first finding large, ``lead`` being what to press for it."""
        first = findings[0]
        self._finding = first
        self.headline.setText(unbroken(first.code.label))
        self.rule.setText(first.rule)
        self.rule.setAccessibleName(f"Règle {first.rule}")
        self.rule.setToolTip("Règle par défaut : le bailleur n’en dit rien." if first.by_default else "")
        self.sentence.setText(unbroken(first.sentence))
        self.aloud.setText(unbroken(f"« {first.aloud} »"))
        self.aloud.setAccessibleName(f"À lire au locataire : {first.aloud}")
        self._on_minutes(first.minutes_left or 0)
        if first.minutes_left:
            self.countdown.start(60.0 * first.minutes_left)
        else:
            self.countdown.stop()
        self.evidence.show_lines(first, lines)
        self.lead.setVisible(lead is not None)
        if lead is not None:
            self.lead.show_offer(lead)
        self._show_others(findings[1:], lines)

    def clear(self) -> None:
        """Nothing of a file stays."""
        self._finding = None
        self.countdown.stop()
        for piece in (self.headline, self.rule, self.sentence, self.aloud):
            piece.setText("")
            piece.setAccessibleName("")
        self.minutes.say("", "warn")
        self._show_others((), ())
        self.unfold.setChecked(False)

    @property
    def leading(self) -> PortalAct | None:
        """The act of the large button, if there is one."""
        offer = self.lead.offer
        return offer.act if offer is not None and not self.lead.isHidden() else None

    @Slot()
    def take_aloud(self) -> None:
        """Copy what is to be read aloud."""
        if self._finding is not None:
            QGuiApplication.clipboard().setText(self._finding.aloud)
            self.copied.emit(f"« {self._finding.aloud} » Copié, prêt à lire.")

    def _show_others(self, findings: Sequence[Finding], lines: Sequence[EvidenceLine]) -> None:
        while (item := self._others.takeAt(0)) is not None:
            before = item.widget()
            if before is not None:
                before.hide()
                before.deleteLater()
        for one in findings:
            self._others.addWidget(_other(one, lines))
        count = len(findings)
        self.unfold.say("1 autre constat" if count == 1 else f"{count} autres constats")
        self.unfold.setVisible(count > 0)
        self._folded.setVisible(count > 0 and self.unfold.isChecked())

    @Slot(int)
    def _on_minutes(self, minutes: int) -> None:
        self.minutes.say(f"encore {minutes} min" if minutes else "", "warn")
        self.minutes.setAccessibleName(f"Encore {minutes} minutes" if minutes else "")

    @Slot(bool)
    def _on_unfold(self, shown: bool) -> None:
        self._folded.setVisible(shown and self._others.count() > 0)


def _other(finding: Finding, lines: Sequence[EvidenceLine]) -> QWidget:
    """A finding that does not lead: the same words, smaller."""
    kind = "à savoir" if finding.code in REMARKS else ""
    left = f"encore {finding.minutes_left} min" if finding.minutes_left else ""
    rule = "  ·  ".join(one for one in (kind, left, finding.rule) if one)
    title: QLabel = label(finding.code.label, "strong", wrap=True)
    top = line(title, label(rule, "hint"), spacing=8)
    top.setStretch(0, 1)
    evidence = Evidence()
    evidence.show_lines(finding, lines)
    evidence.setVisible(bool(finding.evidence))
    aloud = label(unbroken(f"À lire : « {finding.aloud} »"), "soft", wrap=True)
    box = column(top, label(unbroken(finding.sentence), "", wrap=True), aloud, evidence, spacing=3)
    box.setContentsMargins(12, 6, 12, 8)
    return card(box, "sunken")

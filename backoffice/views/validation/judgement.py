"""What an agent has said of a certificate so far, over what its paper proposes; nothing takes itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from backoffice.rules.insurance.checklist import GivenCheck, Verdict
from backoffice.rules.papers.proposals import CheckProposal, PaperProposal
from backoffice.rules.vocabulary.validation.insurance import CheckNote
from backoffice.rules.vocabulary.validation.papers import BLOCKING, CheckCode, CheckVerdict

_TURNS = (CheckVerdict.YES, CheckVerdict.NO, CheckVerdict.NOT_SHOWN)


@dataclass
class Judgement:
    """One item in hand. A verdict is proposed until a person gives or takes it."""

    proposal: PaperProposal | None = None
    given: dict[CheckCode, CheckVerdict] = field(default_factory=dict)
    notes: dict[CheckCode, CheckNote] = field(default_factory=dict)
    by_hand: set[CheckCode] = field(default_factory=set)
    """Checks that a person has set himself: no proposal, even late, changes them."""
    start: date | None = None
    end: date | None = None
    policy: str = ""
    dates_by_hand: bool = False
    policy_by_hand: bool = False
    leases: set[int] = field(default_factory=set)

    def propose(self, proposal: PaperProposal) -> None:
        """Proposals came, perhaps after the person began: what he has set stays."""
        self.proposal = proposal
        for code in [one for one in self.given if one not in self.by_hand]:
            del self.given[code]
        if not self.dates_by_hand:
            self.start, self.end = proposal.reading.valid_from, proposal.reading.valid_to
        if not self.policy_by_hand:
            self.policy = proposal.reading.policy or ""

    def proposed(self, code: CheckCode) -> CheckProposal | None:
        """What the paper proposes of one check."""
        checks = self.proposal.checks if self.proposal is not None else ()
        return next((one for one in checks if one.code is code), None)

    def shown(self, code: CheckCode) -> CheckVerdict | None:
        """The verdict given, else the one proposed."""
        one = self.proposed(code)
        return self.given.get(code) or (one.verdict if one is not None else None)

    def turn(self, code: CheckCode) -> CheckVerdict:
        """The next verdict of a check, by hand: the first press answers a check that nobody has answered."""
        before = self.shown(code)
        after = _TURNS[(_TURNS.index(before) + 1) % len(_TURNS)] if before is not None else _TURNS[0]
        self.given[code] = after
        self.by_hand.add(code)
        if after is not CheckVerdict.NO:
            self.notes.pop(code, None)
        return after

    def take_all(self) -> bool:
        """Take every verdict proposed; whether each check now has one."""
        for code in CheckCode:
            shown = self.shown(code)
            if shown is not None:
                self.given[code] = shown
        return len(self.given) == len(CheckCode)

    def unanswered(self) -> tuple[CheckCode, ...]:
        """Checks without a verdict, given or proposed."""
        return tuple(code for code in CheckCode if self.shown(code) is None)

    def without_note(self) -> CheckCode | None:
        """The first check that says no, stops nothing, and does not say why it is accepted (R2.9)."""
        for code in CheckCode:
            if code not in BLOCKING and self.shown(code) is CheckVerdict.NO and code not in self.notes:
                return code
        return None

    def verdict(self) -> Verdict:
        """What an order would say now, the verdicts shown being taken."""
        return Verdict(
            checks=tuple(self._checks()),
            covered_from=self.start,
            covered_until=self.end,
            policy_number=self.policy.strip() or None,
            lease_ids=tuple(sorted(self.leases)),
        )

    def written(self) -> str:
        """What was set by hand, in words that ``restore`` reads: « C3 : Non, Début : 2026-01-01 »."""
        said = [f"{code.value} : {self.given[code].label}" for code in CheckCode if code in self.by_hand]
        if self.dates_by_hand:
            days = (("Début", self.start), ("Fin", self.end))
            said += [f"{name} : {day.isoformat() if day else 'non dit'}" for name, day in days]
        if self.policy_by_hand:
            said.append(f"N° : {self.policy.replace(', ', ' ') or 'non dit'}")
        return ", ".join(said)

    def restore(self, words: str) -> None:
        """Set again what ``written`` tells; anything else in it is left out."""
        verdicts = {one.label: one for one in CheckVerdict}
        for name, value in (part.split(" : ", 1) for part in words.split(", ") if " : " in part):
            if name in CheckCode.__members__ and value in verdicts:
                self.given[CheckCode(name)] = verdicts[value]
                self.by_hand.add(CheckCode(name))
            elif name == "Début":
                self.start, self.dates_by_hand = _day(value), True
            elif name == "Fin":
                self.end, self.dates_by_hand = _day(value), True
            elif name == "N°":
                self.policy, self.policy_by_hand = "" if value == "non dit" else value, True

    def likely_reason(self) -> str | None:
        """The reason of refusal that the paper proposes first."""
        found = self.proposal.rejections if self.proposal is not None else ()
        return found[0].value if found else None

    def _checks(self) -> Iterable[GivenCheck]:
        for code in CheckCode:
            shown, one = self.shown(code), self.proposed(code)
            if shown is not None:
                note = self.notes.get(code) if shown is CheckVerdict.NO else None
                yield GivenCheck(code, shown, one.verdict if one is not None else None, note)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None

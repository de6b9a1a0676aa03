"""How the messages to tenants are doing: what left, what failed, what left twice because of a doubt."""

from backoffice.errors import GuichetError
from backoffice.rules.dates import french_instant
from backoffice.services.sending.state import SendingState, sending_state
from backoffice.tasks.runner import Runner
from backoffice.views.parts.pieces import label, set_property, unbroken


class SendingLine:
    """One sentence; amber as soon as something failed or left twice."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.words = label("", "soft", wrap=True)

    def again(self) -> None:
        """Count the last seven days once more."""
        self._runner.read(
            sending_state, owner=self.words, then=self._show, failed=self._on_failed, topic="sending"
        )

    def _show(self, state: SendingState) -> None:
        set_property(self.words, "tone", "warn" if state.failed or state.repeats else "")
        self.words.setText(unbroken(sending_words(state)))

    def _on_failed(self, _error: GuichetError) -> None:
        self.words.setText("Messages aux locataires : les chiffres ne se lisent pas, rouvrez cette page.")


def sending_words(state: SendingState) -> str:
    """« Messages aux locataires, sept jours : 214 partis, 3 en échec dont 1 revenu, 1 renvoyé… »."""
    told = [f"{state.sent or 'aucun'} {'partis' if state.sent > 1 else 'parti'}"]
    back = f" dont {state.bounced} {'revenus' if state.bounced > 1 else 'revenu'}" if state.bounced else ""
    told.append(f"{state.failed} en échec{back}" if state.failed else "aucun échec")
    twice = "renvoyés" if state.repeats > 1 else "renvoyé"
    told.append(
        f"{state.repeats} {twice} dans le doute (coupure après l’envoi : même numéro de message)"
        if state.repeats
        else "aucun renvoyé dans le doute"
    )
    since = f" depuis le {french_instant(state.oldest)}" if state.oldest is not None else ""
    waiting = f"{state.waiting} en attente{since}" if state.waiting else "rien en attente"
    return f"Messages aux locataires, sept jours : {', '.join(told)} ; {waiting}."

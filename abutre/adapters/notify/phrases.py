"""What a notification says, in each language it can say it in."""

from collections.abc import Mapping

from abutre.adapters.notify.portuguese import in_portuguese
from abutre.domain.model import Direction, SequenceResult
from abutre.domain.observing import Language

PHRASES: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "opened": "{trade} opened: {direction} after a streak of {streak}, stake {stake}",
        "level": "{trade}: level {level}, stake {stake}",
        "closed": "{trade} closed: {result} at level {level}, {profit}; balance {balance}",
        "status": "The bot is {status}. {message}",
        "unknown": "Purchase {intent}: nobody knows whether it happened. The sequence waits.",
        "held": "No new sequence begins: {reason}.",
        "released": "New sequences may begin again.",
        "alert": "{message}",
        "day": "{day}: {trades} sequences, {wins} won, {losses} lost, {profit}; balance {balance}",
        "WIN": "won",
        "LOSS": "lost",
        "RUNNING": "running",
        "PAUSED": "paused",
        "STOPPING": "stopping",
        "STOPPED": "stopped",
        "CALL": "rise",
        "PUT": "fall",
    },
    Language.PORTUGUESE: {
        "opened": "{trade} aberta: {direction} após uma sequência de {streak} velas, entrada {stake}",
        "level": "{trade}: nível {level}, entrada {stake}",
        "closed": "{trade} encerrada: {result} no nível {level}, {profit}; saldo {balance}",
        "status": "O robô está {status}. {message}",
        "unknown": "Compra {intent}: não se sabe se aconteceu. A sequência espera.",
        "held": "Nenhuma nova sequência começa: {reason}.",
        "released": "Novas sequências podem começar.",
        "alert": "{message}",
        "day": "{day}: {trades} sequências, {wins} ganhas, {losses} perdidas, {profit}; saldo {balance}",
        "WIN": "ganha",
        "LOSS": "perdida",
        "RUNNING": "em operação",
        "PAUSED": "em pausa",
        "STOPPING": "parando",
        "STOPPED": "parado",
        "CALL": "alta",
        "PUT": "queda",
    },
}
"""Templates of `str.format` by name, and the words for what the system calls by a code."""


class Phrasebook:
    """Words, and amounts of money, in one language."""

    def __init__(self, language: Language, currency: str) -> None:
        """Speak `language`; amounts are of `currency`, an ISO code."""
        self._language = language
        self._phrases = PHRASES[language]
        self._currency = currency

    def say(self, phrase: str, **values: object) -> str:
        """`phrase` with its `values` filled in."""
        return self._phrases[phrase].format(**values)

    def told(self, said: str) -> str:
        """What the bot itself `said` in English, in this language as far as the words are ours."""
        return in_portuguese(said) if self._language is Language.PORTUGUESE else said

    def word(self, code: SequenceResult | Direction | str) -> str:
        """The word for a result, direction or status."""
        return self._phrases[str(code)]

    def money(self, amount: int, *, signed: bool = False) -> str:
        """`amount`, minor units, as a person reads it: `+1,234.50 USD`, `+1.234,50 USD`."""
        text = f"{amount / 100:{'+' if signed and amount else ''},.2f}"
        if self._language is Language.PORTUGUESE:
            text = text.translate(str.maketrans(",.", ".,"))
        return f"{text} {self._currency}"

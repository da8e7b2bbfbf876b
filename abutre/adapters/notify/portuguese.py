"""What the bot itself says in English within a status or a reason, said in Portuguese."""

from collections.abc import Mapping

SAID: Mapping[str, str] = {
    "Bot is running": "",
    "Bot is running, but no new sequence begins: ": "Nenhuma nova sequência começa: ",
    "Bot is paused: watching, trading on paper only": "Observa o mercado e opera só no papel",
    "Bot is stopping: following the contract in flight to its settlement": (
        "Segue o contrato aberto até a liquidação"
    ),
    "Bot is stopped": "",
    "Trading halted: ": "Operações interrompidas: ",
    "Only start lifts it": "Só start as retoma",
    "the stake is outside the broker's limits": "a entrada está fora dos limites da corretora",
    "the balance does not cover the stake": "o saldo não cobre a entrada",
    "max_drawdown would be passed or is reached": "max_drawdown seria ultrapassado ou foi atingido",
    "max_daily_loss would be passed": "max_daily_loss seria ultrapassado",
    "the broker refused the purchase": "a corretora recusou a compra",
    ", but no new sequence begins: ": ", mas nenhuma nova sequência começa: ",
    "Contracts settle ": "Os contratos liquidam ",
    "at the simulated Deriv": "na Deriv simulada",
    "at Deriv": "na Deriv",
    "on paper, by the ticks of the simulated Deriv": "no papel, pelos ticks da Deriv simulada",
    "on paper, by the ticks of Deriv": "no papel, pelos ticks da Deriv",
    "by candle colour": "pela cor da vela",
    "by ticks": "pelos ticks",
    "; a win pays what it quotes": "; um acerto paga o que ela cota",
    "; a win is assumed to pay ": "; supõe-se que um acerto pague ",
    " of the stake": " da entrada",
    "less than ": "menos de ",
    " MB left on the disk of the data directory": " MB livres no disco da pasta de dados",
    " MB of memory left": " MB de memória livre",
    "the store takes more than ": "o armazenamento leva mais de ",
    " s to keep an entry": " s para guardar um registro",
    "the host's clock jumped forward": "o relógio da máquina saltou para a frente",
    "the host's clock jumped back": "o relógio da máquina saltou para trás",
    "the broker does not tell its time": "a corretora não diz o seu horário",
    "the market's time is more than ": "o horário do mercado está mais de ",
    " s behind the host's clock": " s atrás do relógio da máquina",
    " s ahead of the host's clock": " s à frente do relógio da máquina",
    "Deriv's site is down": "o site da Deriv está fora do ar",
    "Deriv's site is being updated and will disconnect": (
        "o site da Deriv está em atualização e vai desconectar"
    ),
}
"""Pieces of our own sentences. What is not among them, as a broker's words, stays as it is."""


def in_portuguese(said: str) -> str:
    """`said` with every piece that is known put into Portuguese, longer ones first."""
    for piece in sorted(SAID, key=len, reverse=True):
        said = said.replace(piece, SAID[piece])
    return said.removeprefix(". ")

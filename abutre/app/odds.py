"""What a payout means, said plainly wherever the bot greets or reports."""

from decimal import ROUND_HALF_UP, Decimal

from abutre.app.amounts import rate

_ONE = Decimal(1)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)} %"


def odds(payout_rate_ppm: int, *, assumed: bool) -> str:
    """One sentence: the payout (profit per stake, millionths), the break-even, the expected loss."""
    back = _ONE + Decimal(payout_rate_ppm).scaleb(-6)
    expected = back / 2 - _ONE
    what = "loses" if expected < 0 else "wins"
    return (
        f"A win {'is assumed to pay' if assumed else 'pays'} {rate(payout_rate_ppm)} of the stake: "
        f"{_percent(_ONE / back)} of contracts must win to break even, "
        f"and at even odds every stake {what} {_percent(abs(expected))} on average."
    )

"""A preview as the REST API shows it."""

from abutre.adapters.web import units
from abutre.adapters.web.rest.resources import PreviewPayload, RungPayload
from abutre.domain.preview import Preview, Rung


def preview_shown(preview: Preview) -> PreviewPayload:
    """`preview` in the wire's units; losses are at most 0."""
    worst = preview.running_worst_case
    return PreviewPayload(
        payout_rate=units.payout_rate(preview.rate_ppm),
        break_even=units.break_even(preview.rate_ppm),
        levels=[_rung(rung) for rung in preview.rungs],
        reach=preview.reach,
        one_in=2**preview.reach,
        worst_case=units.money(-preview.worst_case),
        expected=units.money(preview.expected),
        drawdown_room=units.money(preview.drawdown_room),
        daily_room=units.optional_money(preview.daily_room),
        running_worst_case=None if worst is None else units.money(-worst),
    )


def _rung(rung: Rung) -> RungPayload:
    return RungPayload(
        level=rung.level,
        stake=units.optional_money(rung.stake),
        total_loss=units.money(-rung.lost),
        won=units.optional_money(rung.won),
        refused=rung.refused,
    )

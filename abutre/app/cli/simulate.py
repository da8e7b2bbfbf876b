"""`abutre simulate`: run a Deriv on this machine."""

import asyncio
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abutre.domain.errors import UserError
from abutre.domain.symbols import symbol_named

if TYPE_CHECKING:
    from abutre.simulator.launch import Launched, Wishes


def simulate(
    *,
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="0 for a free one.")] = 9000,
    speed: Annotated[
        float, typer.Option(metavar="N", min=0.01, max=10_000, help="Market seconds per second.")
    ] = 1.0,
    seed: Annotated[int, typer.Option(metavar="N", help="Which market to make up.")] = 0,
    ticks: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Recorded ticks to replay, `epoch,quote`, CSV or .gz."),
    ] = None,
    symbol: Annotated[str, typer.Option(metavar="NAME", help="Whose ticks the file has.")] = "V100",
    state: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep everything in this file, and go on from it.")
    ] = None,
    script: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Faults to script, see docs/simulator.md.")
    ] = None,
    commission: Annotated[
        float,
        typer.Option(metavar="C", min=0, max=0.4, help="Of a fresh one: what a win pays less, as a chance."),
    ] = 0.02,
    idle_seconds: Annotated[
        float, typer.Option(metavar="N", min=1, help="Silence after which a connection is cut.")
    ] = 120.0,
    balance_on_loss: Annotated[
        bool, typer.Option("--balance-on-loss", help="Tell the balance after lost contracts too.")
    ] = False,
) -> None:
    """Run a Deriv on this machine, both generations of the API, until Ctrl-C."""
    from abutre.simulator.errors import SimulatorFileError  # noqa: PLC0415 (not for every command)
    from abutre.simulator.launch import Wishes  # noqa: PLC0415 (as above)

    wishes = Wishes(
        port=port,
        speed=speed,
        seed=seed,
        ticks=ticks,
        symbol=symbol_named(symbol).code,
        state=state,
        script=script,
        commission=Decimal(str(commission)),
        idle_seconds=idle_seconds,
        balance_on_loss=balance_on_loss,
    )
    try:
        asyncio.run(_run(wishes))
    except SimulatorFileError as error:
        raise UserError(str(error)) from None
    except OSError as error:
        raise UserError(
            f"the simulator cannot run: {error.strerror}; choose another --port, 0 for a free one"
        ) from None


async def _run(wishes: "Wishes") -> None:
    from abutre.app.signals import signals  # noqa: PLC0415 (as above)
    from abutre.simulator.launch import launch  # noqa: PLC0415 (as above)

    with signals() as asked:
        launched = await launch(wishes)
        _greet(launched)
        ending = asyncio.create_task(asked.end.wait())
        failing = asyncio.create_task(launched.simulator.failed())
        try:
            await asyncio.wait({ending, failing}, return_when=asyncio.FIRST_COMPLETED)
            if failing.done():
                await failing
        finally:
            ending.cancel()
            failing.cancel()
            await launched.stop()


def _greet(launched: "Launched") -> None:
    from abutre.simulator.launch import exports  # noqa: PLC0415 (as above)

    where = launched.endpoints
    lines = [
        f"Simulated Deriv at {where.rest_url}",
        f"Faults: POST {where.control_url}",
        *(
            f"\n# {generation} API\n" + "\n".join(f"export {name}={value}" for name, value in block.items())
            for generation, block in exports(where).items()
        ),
        "",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()

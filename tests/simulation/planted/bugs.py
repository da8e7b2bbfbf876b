"""Every bug there is to plant."""

from collections.abc import Mapping

from tests.simulation.planted.market import MARKET
from tests.simulation.planted.memory import MEMORY
from tests.simulation.planted.patched import Plant
from tests.simulation.planted.purchases import PURCHASES
from tests.simulation.planted.rules import RULES

BUGS: Mapping[str, Plant] = {**PURCHASES, **MEMORY, **MARKET, **RULES}
"""By name: puts the bug into the product for as long as it is entered."""

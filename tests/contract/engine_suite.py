"""What every `Engine` does: docs/engine.md, paragraph by paragraph."""

from tests.contract.engine_hold_suite import EngineHoldSuite
from tests.contract.engine_market_suite import EngineMarketSuite
from tests.contract.engine_open_sequence_suite import EngineOpenSequenceSuite
from tests.contract.engine_operator_suite import EngineOperatorSuite
from tests.contract.engine_preview_suite import EnginePreviewSuite
from tests.contract.engine_property_suite import EnginePropertySuite
from tests.contract.engine_purchase_suite import EnginePurchaseSuite
from tests.contract.engine_risk_suite import EngineRiskSuite
from tests.contract.engine_sequence_suite import EngineSequenceSuite
from tests.contract.engine_start_suite import EngineStartSuite
from tests.contract.engine_transfer_suite import EngineTransferSuite


class EngineSuite(
    EngineStartSuite,
    EngineOpenSequenceSuite,
    EngineTransferSuite,
    EngineHoldSuite,
    EngineMarketSuite,
    EngineSequenceSuite,
    EnginePurchaseSuite,
    EngineRiskSuite,
    EngineOperatorSuite,
    EnginePreviewSuite,
    EnginePropertySuite,
):
    """All of it. Subclasses provide the fixture `factory`."""

"""What follows from each of Deriv's error codes: the table, row by row."""

import pytest

from abutre.adapters.deriv.errors import ACTIONS, Action, CallRefusedError

EXPECTED = {
    Action.STOP: """
        InvalidToken Unauthorized AccessDenied PermissionDenied TradingDisabled NoBusiness ClientUnwelcome
        Suspendedlogin TradeTemporarilyUnavailable InputValidationFailed UnrecognisedRequest BadRequest
        SanityCheckFailed InvalidBarrier BarrierNotAllowed InvalidBarrierSingle DuplicateExpiry MissingEither
        MissingRequiredContractParams InvalidStakeMoreThanPrice NotDefaultCurrency InvalidCurrency
        InvalidPayoutCurrency InvalidSymbol InvalidInputAsset OfferingsInvalidSymbol OpenPositionLimit
        OpenPositionLimitExceeded SpecificOpenPositionLimitExceeded OpenPositionPayoutLimit
        ClientVolumeLimitReached DailyTurnoverLimitExceeded DailyProfitLimitExceeded CompanyWideLimitExceeded
        CustomLimitsReached""",
    Action.REFUSED: """
        InsufficientBalance ContractBuyValidationError InvalidMinStake StakeTooLow StakeLimits
        StakeLimitExceeded PayoutLimits PayoutLimitExceeded InvalidtoBuy IncorrectStakeDecimals
        IncorrectPayoutDecimals InvalidAmount InvalidPrice OfferingsValidationError InvalidOfferings
        TradingDurationNotAllowed InvalidExpiry InvalidTickExpiry TicksNumberLimits MarketIsClosed
        MissingTickMarketData OldMarketData RateLimit RateLimitExceeded AlreadySubscribed StreamingNotAllowed
        AuthorizationRequired PleaseAuthenticate ContractNotFound NoOpenPosition ContractAlreadySold
        AlreadyExpired BetExpired SellAtEntryTick EntryTickMissing SameStartSellTime
        WaitForContractSettlement ResaleNotOffered""",
    Action.REQUOTE: "PriceMoved InvalidContractProposal",
    Action.UNKNOWN: """
        WrongResponse CallError InternalServerError GeneralError Timeout ResponseTooLarge
        TransactionTimeTooOld TransactionTimeTooYoung RefundBuyForMissingData""",
}
ROWS = [(code, action) for action, codes in EXPECTED.items() for code in codes.split()]


@pytest.mark.parametrize(("code", "action"), ROWS)
def test_a_code_means(code: str, action: Action) -> None:
    assert CallRefusedError(code, "", "words").action is action
    assert CallRefusedError("ContractBuyValidationError", code, "words").action is action


def test_no_row_of_the_table_is_untested() -> None:
    assert set(ACTIONS) == {code for code, _ in ROWS}


def test_a_code_that_nobody_knows_may_mean_anything() -> None:
    assert CallRefusedError("BrandNew", "", "words").action is Action.UNKNOWN
    assert CallRefusedError("BrandNew", "AlsoNew", "words").action is Action.UNKNOWN


def test_an_unknown_subcode_leaves_the_say_to_the_code() -> None:
    assert CallRefusedError("ContractBuyValidationError", "AlsoNew", "words").action is Action.REFUSED

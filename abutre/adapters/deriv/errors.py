"""What can go wrong with Deriv, and what follows from each of its error codes."""

from enum import StrEnum

from abutre.domain.errors import AbutreError, UnavailableError, UserError


class Action(StrEnum):
    """What an error says about the purchase it answers.

    REFUSED: nothing was bought. REQUOTE: nothing was bought; a new quote may be. UNKNOWN: nobody can tell,
    find out first. STOP: nothing was bought, and nothing will be before somebody has looked at it.
    """

    REFUSED = "refused"
    REQUOTE = "requote"
    UNKNOWN = "unknown"
    STOP = "stop"


def _rows(action: Action, codes: str) -> dict[str, Action]:
    return dict.fromkeys(codes.split(), action)


ACTIONS = {
    # The token, its scopes, the account or the site.
    **_rows(Action.STOP, "InvalidToken Unauthorized AccessDenied PermissionDenied"),
    **_rows(Action.STOP, "TradingDisabled NoBusiness ClientUnwelcome Suspendedlogin"),
    **_rows(Action.STOP, "TradeTemporarilyUnavailable"),
    # A frame that should never have been sent.
    **_rows(Action.STOP, "InputValidationFailed UnrecognisedRequest BadRequest SanityCheckFailed"),
    **_rows(Action.STOP, "InvalidBarrier BarrierNotAllowed InvalidBarrierSingle DuplicateExpiry"),
    **_rows(Action.STOP, "MissingEither MissingRequiredContractParams InvalidStakeMoreThanPrice"),
    **_rows(Action.STOP, "NotDefaultCurrency InvalidCurrency InvalidPayoutCurrency"),
    **_rows(Action.STOP, "InvalidSymbol InvalidInputAsset OfferingsInvalidSymbol"),
    # Deriv will not take more of this account, not soon.
    **_rows(Action.STOP, "OpenPositionLimit OpenPositionLimitExceeded SpecificOpenPositionLimitExceeded"),
    **_rows(Action.STOP, "OpenPositionPayoutLimit ClientVolumeLimitReached DailyTurnoverLimitExceeded"),
    **_rows(Action.STOP, "DailyProfitLimitExceeded CompanyWideLimitExceeded CustomLimitsReached"),
    # This order is not taken; another may be.
    **_rows(Action.REFUSED, "InsufficientBalance ContractBuyValidationError"),
    **_rows(Action.REFUSED, "InvalidMinStake StakeTooLow StakeLimits StakeLimitExceeded"),
    **_rows(Action.REFUSED, "PayoutLimits PayoutLimitExceeded InvalidtoBuy"),
    **_rows(Action.REFUSED, "IncorrectStakeDecimals IncorrectPayoutDecimals InvalidAmount InvalidPrice"),
    **_rows(Action.REFUSED, "OfferingsValidationError InvalidOfferings TradingDurationNotAllowed"),
    **_rows(Action.REFUSED, "InvalidExpiry InvalidTickExpiry TicksNumberLimits"),
    **_rows(Action.REFUSED, "MarketIsClosed MissingTickMarketData OldMarketData"),
    **_rows(Action.REFUSED, "RateLimit RateLimitExceeded AlreadySubscribed StreamingNotAllowed"),
    **_rows(Action.REFUSED, "AuthorizationRequired PleaseAuthenticate"),
    # About contracts that exist; no answer to a purchase.
    **_rows(Action.REFUSED, "ContractNotFound NoOpenPosition ContractAlreadySold AlreadyExpired BetExpired"),
    **_rows(Action.REFUSED, "SellAtEntryTick EntryTickMissing SameStartSellTime WaitForContractSettlement"),
    **_rows(Action.REFUSED, "ResaleNotOffered"),
    # The quote is no longer good.
    **_rows(Action.REQUOTE, "PriceMoved InvalidContractProposal"),
    # Deriv does not know itself.
    **_rows(Action.UNKNOWN, "WrongResponse CallError InternalServerError GeneralError Timeout"),
    **_rows(Action.UNKNOWN, "ResponseTooLarge TransactionTimeTooOld TransactionTimeTooYoung"),
    **_rows(Action.UNKNOWN, "RefundBuyForMissingData"),
}
"""By subcode or code. One that is not here may mean anything: UNKNOWN."""

RATE_LIMITS = frozenset({"RateLimit", "RateLimitExceeded"})
LOST_AUTHORISATION = frozenset({"AuthorizationRequired", "PleaseAuthenticate"})
BAD_TOKEN = frozenset({"InvalidToken", "Unauthorized", "AccessDenied", "PermissionDenied"})


class DerivError(AbutreError):
    """Something between this process and Deriv; what to do about it depends on what was asked."""


class BadFrameError(DerivError):
    """A frame that is not what it should be. Its text never holds the frame."""


class NotSentError(DerivError):
    """A request never left."""


class UnansweredError(DerivError):
    """A request left, or may have, and no answer came."""


class LinkLostError(UnansweredError):
    """The connection ended, or never began."""


class CallRefusedError(DerivError):
    """Deriv answered with an error.

    Attributes:
        code: Deriv's code.
        subcode: the finer one, empty when there is none.
    """

    def __init__(self, code: str, subcode: str, message: str) -> None:
        super().__init__(f"{message} ({subcode or code})")
        self.code = code
        self.subcode = subcode

    @property
    def action(self) -> Action:
        """What follows, by subcode first and never by message."""
        return ACTIONS.get(self.subcode) or ACTIONS.get(self.code, Action.UNKNOWN)

    def is_one_of(self, codes: frozenset[str]) -> bool:
        """Whether its subcode or code is among `codes`."""
        return bool({self.code, self.subcode} & codes)


class DerivAccessError(UserError):
    """The token, the account or the generation is the wrong one; trying again changes nothing."""


class DerivUnavailableError(UnavailableError):
    """Deriv cannot be reached, or does not answer."""

"""What the simulated Deriv refuses, in the codes of the real one."""

from collections.abc import Mapping, Sequence


class ApiError(Exception):
    """A request that is refused; nothing was changed.

    Attributes:
        code: what a client matches on, such as `InsufficientBalance`.
        message: text for people.
        subcode: the precise reason under an umbrella code, such as `InvalidMinStake`; None without one.
        code_args: what the reason speaks of, as text, such as the smallest stake.
        details: message by field; None without.
    """

    def __init__(
        self,
        code: str,
        message: str,
        subcode: str | None = None,
        details: Mapping[str, str] | None = None,
        *,
        code_args: Sequence[str] = (),
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.subcode = subcode
        self.code_args = tuple(code_args)
        self.details = None if details is None else dict(details)


class SimulatorFileError(Exception):
    """A recording or a state file that cannot be read; the text says what was found and expected."""


def contract_refused(subcode: str, message: str, *code_args: str) -> ApiError:
    """A contract that Deriv does not sell on these terms."""
    return ApiError("ContractBuyValidationError", message, subcode, code_args=code_args)


def not_offered(subcode: str, message: str, *code_args: str) -> ApiError:
    """A kind of contract that Deriv does not have."""
    return ApiError("OfferingsValidationError", message, subcode, code_args=code_args)

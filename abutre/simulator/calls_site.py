"""The call about the site: is it up, and what does it allow?"""

from typing import Any

from abutre.simulator import requests_legacy, views
from abutre.simulator.actions import Frame
from abutre.simulator.budgets import LEGACY, Row
from abutre.simulator.caller import Caller
from abutre.simulator.envelope import Envelope
from abutre.simulator.site import Site


def website_status(caller: Caller, request: requests_legacy.WebsiteStatus, envelope: Envelope) -> list[Frame]:
    """Tell the site's status, and begin a stream of it when asked to."""
    told = status(caller.house.site)
    if not request.subscribe:
        return [envelope.answer("website_status", told)]
    view = views.SiteStatus(lambda: status(caller.house.site))
    stream = caller.subscribe(envelope, "website_status", None, view, "website_status")
    return [stream.frame(told)]


def status(site: Site) -> dict[str, Any]:
    """What `website_status` tells; the budgets are those that the simulator keeps."""
    outcome, pricing = LEGACY.rows
    out: dict[str, Any] = {
        "api_call_limits": {
            "max_proposal_subscription": {"applies_to": "subscribing to proposal", "max": LEGACY.proposals},
            "max_requestes_general": _limits("rest of calls", LEGACY.general),
            "max_requests_outcome": _limits("portfolio, statement and profit_table", outcome),
            "max_requests_pricing": _limits("proposal and proposal_open_contract", pricing),
        },
        "clients_country": "br",
        "currencies_config": {
            "USD": {
                "fractional_digits": 2,
                "is_deposit_suspended": 0,
                "is_suspended": 0,
                "is_withdrawal_suspended": 0,
                "name": "US Dollar",
                "stake_default": 10,
                "transfer_between_accounts": {"fees": {}, "limits": None},
                "type": "fiat",
            }
        },
        "site_status": site.status,
        "supported_languages": ["EN"],
        "terms_conditions_version": "Version 1",
    }
    return out | {"message": site.message} if site.message else out


def _limits(applies_to: str, row: Row) -> dict[str, Any]:
    return {"applies_to": applies_to, "hourly": row.hourly, "minutely": row.minutely}

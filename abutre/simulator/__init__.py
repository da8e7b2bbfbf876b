"""A Deriv that runs on this machine: market, contracts, both generations of the API."""

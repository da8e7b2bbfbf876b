"""How the store writes JSON: compact, any script as it is, and never a NaN."""

import json

to_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
"""A JSON value as text."""

to_canonical_json = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True
).encode
"""A JSON value as the one text that stands for it: names in order."""

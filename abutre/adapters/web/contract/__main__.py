"""`python -m abutre.adapters.web.contract DIRECTORY`: write the documents."""

import sys
from pathlib import Path

from abutre.adapters.web.contract.files import documents

for name, text in documents().items():
    (Path(sys.argv[1]) / name).write_text(text, encoding="utf-8")

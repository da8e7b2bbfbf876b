"""`python -m abutre` is the command `abutre`."""

from abutre.app.cli.main import run

if __name__ == "__main__":
    run()

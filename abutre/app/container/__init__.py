"""Which class stands behind which port: the one place that knows them all."""

from abutre.app.container.root import Container

__all__ = ["Container"]

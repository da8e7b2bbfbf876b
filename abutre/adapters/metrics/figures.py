"""Figures that are read when somebody asks, in Prometheus' text format."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

Reading = Callable[[], float]


class _Readings(Collector):
    def __init__(self) -> None:
        self.found: list[tuple[type[GaugeMetricFamily | CounterMetricFamily], str, str, Reading]] = []

    def collect(self) -> Iterator[Metric]:
        for family, name, documentation, read in self.found:
            yield family(name, documentation, value=read())


class Figures:
    """The port `Instruments`."""

    def __init__(self) -> None:
        self._readings = _Readings()
        self._registry = CollectorRegistry()
        self._registry.register(self._readings)

    def read_gauge(self, name: str, documentation: str, read: Reading) -> None:
        """Show what `read` answers as `abutre_<name>`."""
        self._readings.found.append((GaugeMetricFamily, f"abutre_{name}", documentation, read))

    def read_counter(self, name: str, documentation: str, read: Reading) -> None:
        """As `read_gauge`, for what only grows: `abutre_<name>_total`."""
        self._readings.found.append((CounterMetricFamily, f"abutre_{name}", documentation, read))

    def exposition(self) -> str:
        """All figures, in the text format of Prometheus."""
        return generate_latest(self._registry).decode()

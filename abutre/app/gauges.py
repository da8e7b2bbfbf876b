"""Figures that are read off the running parts."""

from abutre.adapters.metrics.figures import Figures
from abutre.adapters.relay.broadcast import Broadcast
from abutre.adapters.web.sockets import WebSocketServer


def show_clients(figures: Figures, server: WebSocketServer) -> None:
    """How many dashboards there are, and were cut off."""
    figures.read_gauge("clients", "Connected dashboards.", lambda: server.connected_clients)
    figures.read_counter(
        "dropped_clients", "Dashboards cut off for reading too slowly.", lambda: server.dropped_clients
    )
    figures.read_gauge("last_seq", "Number of the newest event that was told.", lambda: server.last_seq)


def show_relay(figures: Figures, broadcast: Broadcast) -> None:
    """How the way to the gateways is."""
    figures.read_gauge("redis_up", "1 while Redis takes events for gateways.", lambda: broadcast.reached)
    figures.read_gauge("redis_waiting_events", "Events that wait for Redis.", lambda: broadcast.waiting)
    figures.read_counter(
        "redis_dropped_events",
        "Events that Redis did not take in time; gateways ask for them.",
        lambda: broadcast.dropped,
    )

MESSAGE: int
NOOP: int
packet_names: list[str]

class Packet:
    packet_type: int

    def __init__(
        self, packet_type: int = ..., data: object = ..., encoded_packet: str | bytes | None = ...
    ) -> None: ...

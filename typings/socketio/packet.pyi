ACK: int
BINARY_ACK: int
BINARY_EVENT: int
CONNECT_ERROR: int
EVENT: int

class Packet:
    packet_type: int
    attachments: list[bytes]

    def __init__(
        self,
        packet_type: int = ...,
        data: object = ...,
        namespace: str | None = ...,
        id: int | None = ...,  # noqa: A002 (the vendor's name)
        *,
        binary: bool | None = ...,
        encoded_packet: str | None = ...,
    ) -> None: ...
    def encode(self) -> str: ...
    def decode(self, encoded_packet: str) -> int: ...

ACK: int
EVENT: int

class Packet:
    def __init__(
        self,
        packet_type: int = ...,
        data: object = ...,
        namespace: str | None = ...,
        id: int | None = ...,  # noqa: A002 (the vendor's name)
    ) -> None: ...
    def encode(self) -> str: ...

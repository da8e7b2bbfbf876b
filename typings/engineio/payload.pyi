from engineio.packet import Packet

class Payload:
    max_decode_packets: int
    packets: list[Packet]

    def __init__(self, *, encoded_payload: str = ...) -> None: ...

class Packet:
    data: str | bytes

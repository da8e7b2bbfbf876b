"""Socket.IO packets, stricter than the vendor's: few attachments, and no number that JSON does not have."""

import json

from socketio import packet

MAX_ATTACHMENTS = 10
"""Binary values in one event of a client."""


class _FiniteJson:
    """Refuses NaN and the infinities, of which a single one disconnects every JavaScript client."""

    loads = staticmethod(json.loads)

    @staticmethod
    def dumps(value: object, separators: tuple[str, str]) -> str:
        return json.dumps(value, separators=separators, allow_nan=False)


class StrictPacket(packet.Packet):
    """Raises ValueError when it is sent with what is no JSON, or received with what is no Socket.IO."""

    json = _FiniteJson

    def decode(self, encoded_packet: str) -> int:
        """Read a packet; the number of attachments that follow it."""
        attachments = super().decode(encoded_packet)
        binary = self.packet_type in {packet.BINARY_EVENT, packet.BINARY_ACK}
        if attachments > MAX_ATTACHMENTS or (attachments > 0) != binary:
            raise ValueError(f"expected attachments in binary packets only, and at most {MAX_ATTACHMENTS}")
        return attachments

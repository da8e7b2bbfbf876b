from collections.abc import Callable, Mapping
from typing import Any

class AsyncServer:
    class reason:  # noqa: N801 (the vendor's name)
        CLIENT_DISCONNECT: str
        SERVER_DISCONNECT: str
        TRANSPORT_ERROR: str

    max_http_buffer_size: int
    ping_interval: float
    ping_timeout: float
    sockets: dict[str, Any]

    def __init__(self, **options: object) -> None: ...
    def on(self, event: str, handler: Callable[..., Any]) -> None: ...
    def generate_id(self) -> str: ...
    async def disconnect(self, sid: str | None = ...) -> None: ...
    async def _trigger_event(self, event: str, *args: object) -> Any: ...  # noqa: ANN401 (the handler's own)
    def _cors_allowed_origins(self, environ: Mapping[str, Any]) -> list[str]: ...
    def _cors_headers(self, environ: Mapping[str, Any]) -> list[tuple[str, str]]: ...

from collections.abc import Callable
from typing import Any

import engineio

class AsyncClient:
    eio: engineio.AsyncClient
    connected: bool
    failed_namespaces: list[str]
    sid: str | None
    def get_sid(self, namespace: str | None = ...) -> str | None: ...
    def __init__(self, *, reconnection: bool = ..., handle_sigint: bool = ...) -> None: ...
    def on(self, event: str, handler: Callable[..., Any], namespace: str | None = ...) -> None: ...
    async def connect(
        self,
        url: str,
        headers: dict[str, str] = ...,
        auth: object = ...,
        transports: list[str] | None = ...,
        wait: bool = ...,
        wait_timeout: float = ...,
    ) -> None: ...
    async def emit(
        self,
        event: str,
        data: object = ...,
        namespace: str | None = ...,
        callback: Callable[..., Any] | None = ...,
    ) -> None: ...
    async def call(
        self,
        event: str,
        data: object = ...,
        namespace: str | None = ...,
        timeout: float = ...,  # noqa: ASYNC109 (the vendor's name)
    ) -> Any: ...  # noqa: ANN401 (any JSON)
    async def disconnect(self) -> None: ...
    def transport(self) -> str: ...

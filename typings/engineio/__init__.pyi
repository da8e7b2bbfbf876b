from engineio.async_server import AsyncServer as AsyncServer

from engineio.async_client import AsyncClient as AsyncClient
from engineio.async_server import AsyncServer as AsyncServer

from socketio import exceptions as exceptions
from socketio import packet as packet
from socketio.async_client import AsyncClient as AsyncClient
from socketio.async_manager import AsyncManager as AsyncManager
from socketio.async_server import AsyncServer as AsyncServer

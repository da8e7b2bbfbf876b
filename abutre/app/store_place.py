"""Where the store is, by the configuration."""

from abutre.adapters.store.server import Place, Server
from abutre.app.config import Config


def store_place(config: Config) -> Place:
    """PostgreSQL where there is a URL, else SQLite in the data directory.

    Raises:
        StoreError: the URL or the bot's name is not one.
    """
    url = config.store_url
    if url is None:
        return config.data_dir
    return Server.at(url.get_secret_value(), config.bot, data_dir=config.data_dir)

"""The store: one SQLite file in the data directory, behind the ports `Journal` and `SettingsRepository`."""

"""The REST read API: what was kept, page by page."""

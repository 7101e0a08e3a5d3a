"""The house put together: settings, addresses, the embedded database, serving, packs handed to their
rooms."""

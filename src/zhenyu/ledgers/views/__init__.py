"""Pages of the ledgers: list, grid, record, import, export. Thin: they ask queries and call actions."""

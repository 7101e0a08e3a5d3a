"""Pages over many ledgers or another look at one: due list, overlap, board, chart, management."""

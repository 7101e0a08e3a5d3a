"""Reports that exist already: their text, the figures read in them, and what the books say today."""

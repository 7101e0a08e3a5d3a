"""The joint between ledgers and indicators: compiled measures, and which of them feed which indicator."""

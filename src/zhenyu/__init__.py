"""Zhenyu (镇域一本账): one set of books for a township."""

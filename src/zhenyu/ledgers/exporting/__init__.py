"""Rows on their way out: Excel, CSV, Parquet."""

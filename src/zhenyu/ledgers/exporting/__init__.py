"""Exports of rows: Excel, CSV, Parquet."""

"""Figures written for people and machines: tables, JSON, CSV, SDMX, workbooks."""

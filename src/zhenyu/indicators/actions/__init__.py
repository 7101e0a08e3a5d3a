"""Verbs of the indicators: the catalogue, targets, entered values, figures taken from reports."""

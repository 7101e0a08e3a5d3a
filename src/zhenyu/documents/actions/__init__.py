"""Verbs of the report library: handing in, filing, correcting, taking figures over."""

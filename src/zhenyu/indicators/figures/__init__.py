"""Figures of any area and period on behalf of a reader: value, target, growth, rank, trace."""

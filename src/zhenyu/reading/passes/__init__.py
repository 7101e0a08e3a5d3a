"""The passes that say of each figure what it measures, when, and how it belongs to others. One idea a
module."""

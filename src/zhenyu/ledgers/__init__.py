"""Engine 1: a definition becomes a typed table with pages, imports, exports, history and permissions."""

"""Many files read: in several processes, with an output that survives any of them."""

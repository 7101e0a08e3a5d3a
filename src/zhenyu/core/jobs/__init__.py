"""Background work and its progress, and requests that are done once however often they are sent."""

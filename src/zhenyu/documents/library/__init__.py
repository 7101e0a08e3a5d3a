"""The library: reports, their figures as stored, their originals and pages."""

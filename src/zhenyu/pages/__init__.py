"""The frame every room's page stands in: base template, components, template tags, area and period of an
address."""

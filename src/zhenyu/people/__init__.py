"""Offices, users and their duties; who reads, who acts, and how both prove who they are."""

"""Helpers that know nothing of users and could be lifted into another project."""

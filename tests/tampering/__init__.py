"""Somebody with every right on the database changes it; each test says which check notices."""

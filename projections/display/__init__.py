"""Answers as German tables that a clerk reads without help; data in, text out on a terminal."""

"""Signing a log, countersigning it and proving from it: what `audit` does over a store (RFC 6962, C2SP)."""

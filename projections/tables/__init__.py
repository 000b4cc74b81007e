"""Read models in tables of the ledger's own database; the only package that knows SQLAlchemy."""

from projections.tables.projector import catch_up, check, find, rebuild

__all__ = ["catch_up", "check", "find", "rebuild"]

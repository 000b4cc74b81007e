"""The whole ledger as one file of lines, and back (docs/export-format.md).

What is written and what is read passes the same checks, so no export leaves that could not return.
"""

from ledger.portable.lines import Damage, End
from ledger.portable.reading import Reader
from ledger.portable.writing import Writer

__all__ = ["Damage", "End", "Reader", "Writer"]

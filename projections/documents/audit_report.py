"""The report that an auditor files, as a page."""

from typing import Any

from projections.audit_report_tables import TITLE, circumstances, reservations, tables, verdict
from projections.documents.statement_pdf import as_texts
from projections.documents.typesetting import pdf
from projections.german import Answer, utc_text


def report_pdf(report: Answer) -> bytes:
    """One page, if there are not many agreements, logins or problems."""
    told: dict[str, Any] = {
        "title": TITLE,
        "sender": "contract-ledger",
        "mark": "",
        "footer": f"{TITLE} · {report['ledger']} · {utc_text(report['made_at'])}",
        "verdict": verdict(report),
        "circumstances": circumstances(report),
        "reservations": reservations(report),
        "tables": [as_texts(table) for table in tables(report)],
    }
    return pdf("audit-report", told, recorded_at=report["made_at"])

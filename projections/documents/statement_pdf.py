"""The statement to a party as PDF: what the template shows, as texts."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from projections.documents.account import Account
from projections.documents.demands import Demand, amount_columns
from projections.documents.paper import Paper
from projections.documents.rows import Cell, Column, Kind, Row, Table
from projections.documents.typesetting import pdf
from projections.german import day_text, euro, number_text, short, utc_text

_RIGHT: frozenset[Kind] = frozenset({"amount", "count", "fraction", "percent"})


def statement_pdf(paper: Paper, account: Account) -> bytes:
    """The PDF; the same paper gives the same bytes."""
    return pdf("statement", statement_data(paper, account), recorded_at=paper.history.known.recorded_at)


def statement_data(paper: Paper, account: Account) -> dict[str, Any]:
    """All that the template is told."""
    boxes = [_box(paper, account, demand) for demand in account.demands]
    return {
        "title": account.title,
        "mark": account.mark,
        "dated": account.dated,
        "contract": account.contract,
        "sender": account.sender,
        "recipient": account.recipient,
        "footer": _footer(paper, account),
        "boxes": boxes or [_nothing_due()],
        "tax": account.tax,
        "composition": as_texts(account.composition),
        "stretches": as_texts(account.stretches),
        "parties": as_texts(account.parties),
        "notes": list(account.notes),
        "readings": as_texts(account.readings),
        "basis": as_texts(account.basis),
        "postings": as_texts(account.postings),
    }


def _footer(paper: Paper, account: Account) -> str:
    """What stands on every page."""
    known = paper.history.known
    stand = f"Stand Nr. {known.position} vom {utc_text(known.recorded_at)}"
    mark = (account.mark,) if paper.state == "draft" else ()
    return " · ".join([short(account.title), short(account.recipient), stand, *mark])


def _nothing_due() -> dict[str, Any]:
    amount = euro("0.00")
    return {"heading": "Kein Betrag zu zahlen", "amount": amount, "columns": [], "lines": [], "note": ""}


def _box(paper: Paper, account: Account, demand: Demand) -> dict[str, Any]:
    """What is due, or credited; with its parts where there is VAT or a correction."""
    employer = paper.names.party(demand.employer)
    columns = [column.title for column in amount_columns(paper, "EUR")]
    lines = [[label, *map(number_text, amounts)] for label, amounts in demand.lines()]
    credited = demand.due < 0
    return {
        "heading": _heading(paper, demand, employer),
        "amount": euro(str(abs(demand.due))),
        "columns": columns,
        "lines": lines if demand.old is not None or demand.taxed or credited else [],
        "note": f"{employer} zahlt diesen Betrag an {account.recipient}." if credited else "",
    }


def _heading(paper: Paper, demand: Demand, employer: str) -> str:
    expected = "Voraussichtlich: " if paper.state == "draft" else ""
    if demand.due < 0:
        return f"{expected}Gutschrift von {employer}"
    if demand.old is None:
        return f"{expected}Zu zahlen an {employer}"
    return f"Nachzahlung an {employer}" if demand.due else f"Keine Änderung gegenüber {employer}"


def as_texts(table: Table) -> dict[str, Any]:
    """*table* with every cell as a German text."""
    return {
        "title": table.title,
        "columns": [_column(column) for column in table.columns],
        "rows": [_row(row) for row in table.rows],
    }


def _column(column: Column) -> dict[str, Any]:
    flexible = column.kind in ("text", "code")
    return {
        "title": column.title,
        "kind": column.kind,
        "right": column.kind in _RIGHT,
        "width": column.width if flexible else 0,
    }


def _row(row: Row) -> dict[str, Any]:
    return {"weight": row.weight, "cells": [_text(cell) for cell in row.cells]}


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case date():
            return day_text(cell.isoformat())
        case Decimal():
            return number_text(cell)
        case int() | Fraction() | str():
            return str(cell)

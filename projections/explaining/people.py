"""Who is a party on a day: the terms, and every exit (§ 4 Abs. 2; R4)."""

from datetime import date
from fractions import Fraction

from ledger.consolidation import terms_on
from ledger.membership import exits, parties_on
from projections.explaining.amending import circle_amendments
from projections.explaining.case import Case
from projections.explaining.given import members
from projections.explaining.nodes import By, Node, german
from projections.explaining.notices import exit_node


def named_parties(case: Case, day: date) -> Node:
    """Everyone whom the terms of *day* name."""
    parties = tuple(sorted(terms_on(case.agreement, day).parties))
    return Node(
        what="Vertragsparteien nach den Vertragsdaten",
        by=By("R2", "Vertragsparteien"),
        formula="Entwurf, danach jeder Beitritt und jede Streichung durch Nachtrag",
        op="named",
        unit="parties",
        value=Fraction(len(parties)),
        names=parties,
        events=case.cite(case.draft, *circle_amendments(case.agreement, day)),
    )


def parties_of(case: Case, day: date) -> Node:
    """The parties of *day*: those named, without everyone whose notice has ended its membership."""
    parties = parties_on(case.agreement, day)
    gone = [exit_node(case, each) for each in exits(case.agreement) if each.last_day < day]
    counted = tuple(node for node in gone if node.party not in parties)
    return Node(
        what=f"Vertragsparteien am {german(day)}",
        by=By("R4", "§ 4 Abs. 2 Satz 2"),
        formula="wer im Vertrag genannt und nicht ausgeschieden ist",
        op="remaining",
        unit="parties",
        value=Fraction(len(parties)),
        names=tuple(sorted(parties)),
        inputs=(named_parties(case, day), *counted),
        because=tuple(node for node in gone if node not in counted),
    )


def members_among(case: Case, pool: str, day: date, parties: Node) -> Node:
    """Those of *parties* who are members of *pool* on *day*."""
    inside = members(case, pool, day)
    names = tuple(sorted({*(parties.names or ())} & {*(inside.names or ())}))
    return Node(
        what=f"davon Mitglieder von {case.name(pool)}",
        by=By("R2", "§ 1 Ziff. 2"),
        formula="wer beides ist",
        op="common",
        unit="parties",
        value=Fraction(len(names)),
        names=names,
        inputs=(parties, inside),
    )

"""Recording: decide on what is known, append, and decide again if something came in between.

A file is recorded whole or not at all, over all agreements it speaks of.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ledger.agreement import Standing
from ledger.deciding import decide
from ledger.errors import Refusal
from ledger.facts import (
    AgreementDrafted,
    AmendmentAgreed,
    AnyFact,
    CostPosted,
    CostReversed,
    FactRetracted,
    Posting,
)
from ledger.files import Line, in_agreement, parse
from ledger.records import Records
from ledger.roles.permits import Permit
from ledger.sealing import KeyStore, must_be_the_keys, sealed
from ledger.store import Append, Basis, Store, StoredFact
from ledger.undisturbed import until_undisturbed

_LOOKS_AT_ALL = (AgreementDrafted, AmendmentAgreed, CostReversed, FactRetracted)
"""A reversal too: the voucher's own stream does not tell whether another voucher has reversed it."""

Verdict = tuple[Line, Refusal | None]
"""A line that was decided, and its refusal if it is refused."""

EVERYTHING = Permit()
"""What may be recorded where no role file restricts it."""

NO_KEYS = KeyStore(None)
"""Enough for facts that name nobody; a name is then refused."""


@dataclass(slots=True)
class Outcome:
    """What recording did to one agreement: the positions appended, and how many stood already."""

    agreement: str
    recorded: list[int] = field(default_factory=list)
    already_recorded: int = 0

    def as_json(self) -> dict[str, object]:
        """As `record` answers."""
        return {
            "agreement": self.agreement,
            "recorded": self.recorded,
            "already_recorded": self.already_recorded,
        }


@dataclass(slots=True)
class _Docket:
    """One agreement while its part of a file is decided: what is known, and what will be appended."""

    records: Records
    basis: Basis
    position: int
    known: Sequence[StoredFact]
    """All that *records* rest on, also what was retracted."""
    appended: list[AnyFact] = field(default_factory=list)

    def take(self, fact: AnyFact, permit: Permit, place: str) -> int | None:
        """Decide *fact* and count it as recorded; its position, or None where it stands already.

        What stands already needs no permission.
        """
        if not decide(fact, self.records.agreement, self.records.postings):
            return None
        permit.must_allow(fact, self.records, place)
        self.position += 1
        self.appended.append(fact)
        self.records.add(Standing(self.position, fact))
        return self.position

    def sealed(self, agreement: str, keys: KeyStore) -> Append:
        """What was taken, as it may be stored; Refusal if *keys* cannot, or must not, seal its names."""
        must_be_the_keys(self.appended, [entry.fact for entry in self.known], agreement, keys)
        facts = tuple(sealed(fact, agreement, keys) for fact in self.appended)
        return Append(agreement, facts, self.basis)


def at_the_first(verdicts: Iterable[Verdict]) -> None:
    """Raise the first refusal, without deciding the rest."""
    for _, refusal in verdicts:
        if refusal is not None:
            raise refusal


def record(  # noqa: PLR0913 - what, whose, for whom, and how
    store: Store,
    lines: Iterable[Line],
    *,
    chosen: str | None,
    on_behalf_of: str | None,
    permit: Permit = EVERYTHING,
    keys: KeyStore = NO_KEYS,
    dry_run: bool = False,
    judge: Callable[[Iterable[Verdict]], None] = at_the_first,
) -> list[Outcome]:
    """Record the facts of a file, all or nothing; Refusal or StoreError if nothing was recorded.

    *chosen* is the agreement meant where a line names none; *permit* says what may be recorded, and
    on whose behalf; names are sealed with *keys*; *dry_run* decides without appending.
    *judge* goes through the verdicts, one a line, and raises if one of them is a refusal: at once,
    or when it knows them all.
    """
    acting_for = permit.acting_for(on_behalf_of)
    placed = in_agreement(lines, store.agreements(), chosen)
    facts = [(agreement, line, parse(line, agreement)) for agreement, line in placed]

    def attempt() -> list[Outcome]:
        outcomes, dockets = _decide_all(store, facts, permit, judge)
        if dockets and not dry_run:
            appends = [docket.sealed(agreement, keys) for agreement, docket in dockets.items()]
            _fill_in(outcomes, store.append(appends, on_behalf_of=acting_for))
        return list(outcomes.values())

    return until_undisturbed(attempt)


def record_computed(  # noqa: PLR0913 - what, whose, for whom, and how
    store: Store,
    agreement: str,
    compute: Callable[[Sequence[StoredFact]], Sequence[AnyFact]],
    *,
    on_behalf_of: str | None,
    permit: Permit = EVERYTHING,
    once_decided: Callable[[], None] = lambda: None,
) -> Outcome:
    """Record what *compute* makes of everything recorded so far; computed anew if something came in between.

    All or nothing; Refusal or StoreError if nothing was recorded. *permit* as in `record`;
    *once_decided* is called when all may be recorded, or stands already, and before anything is.
    """
    acting_for = permit.acting_for(on_behalf_of)

    def attempt() -> Outcome:
        recorded = store.facts(agreement)
        docket, outcome = _docket_of_all(recorded), Outcome(agreement)
        for fact in compute(recorded):
            if docket.take(fact, permit, agreement) is None:
                outcome.already_recorded += 1
        once_decided()
        if docket.appended:
            append = Append(agreement, tuple(docket.appended), docket.basis)
            _fill_in({agreement: outcome}, store.append([append], on_behalf_of=acting_for))
        return outcome

    return until_undisturbed(attempt)


def suppose(
    agreement: str, recorded: Sequence[StoredFact], lines: Sequence[tuple[Line, AnyFact]]
) -> tuple[Records, Outcome]:
    """What would stand if a file of facts were recorded after *recorded*; nothing is.

    As admissible as in recording: raises Refusal for the first fact that could not be recorded.
    """
    docket, outcome = _docket_of_all(recorded), Outcome(agreement)
    for line, fact in lines:
        _take(docket, outcome, line, fact, EVERYTHING)
    return docket.records, outcome


def _decide_all(
    store: Store,
    facts: Sequence[tuple[str, Line, AnyFact]],
    permit: Permit,
    judge: Callable[[Iterable[Verdict]], None],
) -> tuple[dict[str, Outcome], dict[str, _Docket]]:
    """What came out, and of each agreement to which something is to be appended, what."""
    outcomes = {agreement: Outcome(agreement) for agreement, _, _ in facts}
    dockets = {
        agreement: _load(store, agreement, of_agreement) for agreement, of_agreement in _grouped(facts)
    }
    judge(_verdicts(facts, dockets, outcomes, permit))
    return outcomes, {agreement: docket for agreement, docket in dockets.items() if docket.appended}


def _verdicts(
    facts: Iterable[tuple[str, Line, AnyFact]],
    dockets: Mapping[str, _Docket],
    outcomes: Mapping[str, Outcome],
    permit: Permit,
) -> Iterator[Verdict]:
    """Decide fact by fact; what is refused leaves no trace."""
    for agreement, line, fact in facts:
        try:
            _take(dockets[agreement], outcomes[agreement], line, fact, permit)
        except Refusal as refusal:
            yield line, refusal
        else:
            yield line, None


def _take(docket: _Docket, outcome: Outcome, line: Line, fact: AnyFact, permit: Permit) -> None:
    """Decide the fact of *line* and count it; Refusal naming the line."""
    try:
        position = docket.take(fact, permit, line.place)
    except Refusal as refusal:
        raise in_file(refusal, line.place) from None
    if position is None:
        outcome.already_recorded += 1
    else:
        outcome.recorded.append(position)


def _grouped(facts: Sequence[tuple[str, Line, AnyFact]]) -> Iterable[tuple[str, list[AnyFact]]]:
    grouped: dict[str, list[AnyFact]] = defaultdict(list)
    for agreement, _, fact in facts:
        grouped[agreement].append(fact)
    return grouped.items()


def _load(store: Store, agreement: str, facts: list[AnyFact]) -> _Docket:
    """What the decisions on *facts* need: all postings where one looks at them, else only their vouchers."""
    if any(isinstance(fact, _LOOKS_AT_ALL) for fact in facts):
        return _load_all(store, agreement)
    stream = store.agreement_stream(agreement)
    if any(_puts_a_voucher(entry.fact) for entry in stream.facts):
        return _load_all(store, agreement)
    vouchers = store.voucher_streams(agreement, _vouchers(facts))
    versions = {voucher: found.version for voucher, found in vouchers.items()}
    recorded = [*stream.facts, *(entry for found in vouchers.values() for entry in found.facts)]
    return _docket(recorded, Basis(stream.version, versions, None), store.head(agreement))


def _puts_a_voucher(fact: AnyFact) -> bool:
    """Whether *fact* uses a voucher number that no voucher's own stream shows."""
    return isinstance(fact, FactRetracted) and isinstance(fact.instead, CostReversed)


def _vouchers(facts: list[AnyFact]) -> set[str]:
    """Every voucher number that the decisions will look at."""
    return {fact.voucher for fact in facts if isinstance(fact, CostPosted)}


def _load_all(store: Store, agreement: str) -> _Docket:
    return _docket_of_all(store.facts(agreement))


def _docket_of_all(recorded: Sequence[StoredFact]) -> _Docket:
    version, vouchers = 0, dict[str, int]()
    for entry in recorded:
        if isinstance(entry.fact, Posting):
            vouchers[entry.fact.voucher] = entry.version
        else:
            version = entry.version
    return _docket(recorded, Basis(version, vouchers, len(recorded)), len(recorded))


def _docket(recorded: Iterable[StoredFact], basis: Basis, position: int) -> _Docket:
    entries = sorted(recorded, key=lambda entry: entry.position)
    records = Records.of(Standing(entry.position, entry.fact) for entry in entries)
    return _Docket(records, basis, position, entries)


def in_file(refusal: Refusal, place: str) -> Refusal:
    """The same refusal, with the *place* that it is about."""
    return Refusal(
        "refused-in-file",
        place=place,
        clause=refusal.clause,
        what=refusal.what,
        why=refusal.why,
        now=refusal.now,
    )


def _fill_in(outcomes: dict[str, Outcome], stored: Iterable[StoredFact]) -> None:
    """The positions that the store gave, in place of those expected while deciding."""
    for outcome in outcomes.values():
        outcome.recorded = []
    for entry in stored:
        outcomes[entry.agreement].recorded.append(entry.position)

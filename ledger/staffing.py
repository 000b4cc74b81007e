"""Which posts are held on a day, and how many a pool holds (§ 1 Ziff. 3)."""

from collections.abc import Collection, Iterable
from datetime import date
from fractions import Fraction

from ledger.agreement import Agreement
from ledger.facts import EmploymentEnded, PostFilled, PostVacated
from ledger.values import exact

StaffingFact = PostFilled | PostVacated | EmploymentEnded


def filling_on(agreement: Agreement, post: str, day: date) -> PostFilled | None:
    """How *post* is held on *day*, or None if it is vacant; on one day the filling comes last."""
    happened = [fact for fact in _staffing(agreement) if fact.post == post and fact.effective_on <= day]
    last = max(happened, key=lambda fact: (fact.effective_on, isinstance(fact, PostFilled)), default=None)
    return last if isinstance(last, PostFilled) else None


def held_in(agreement: Agreement, pool: str, day: date) -> list[PostFilled]:
    """The fillings of *pool* that count on *day*."""
    held = (filling_on(agreement, post, day) for post in posts_of(agreement))
    return [filling for filling in held if filling is not None and filling.pool == pool]


def posts_held(agreement: Agreement, pool: str, day: date) -> Fraction:
    """How many full-time posts of *pool* are held on *day*."""
    return sum((exact(filling.posts) for filling in held_in(agreement, pool, day)), Fraction())


def posts_of(agreement: Agreement) -> list[str]:
    """Every post that was ever filled, in recorded order."""
    return list(dict.fromkeys(fact.post for fact in agreement.of(PostFilled)))


def changes_after(agreement: Agreement, day: date) -> list[date]:
    """*day* and the later days on which some post is filled or becomes vacant, in order."""
    later = {fact.effective_on for fact in _staffing(agreement) if fact.effective_on > day}
    return [day, *sorted(later)]


def happened_to(agreement: Agreement, posts: Collection[str], day: date) -> list[StaffingFact]:
    """All that happened to *posts* by *day*."""
    return [fact for fact in _staffing(agreement) if fact.post in posts and fact.effective_on <= day]


def _staffing(agreement: Agreement) -> Iterable[StaffingFact]:
    yield from agreement.of(PostFilled)
    yield from agreement.of(PostVacated)
    yield from agreement.of(EmploymentEnded)

"""The questions that the contract's text leaves open, and how each can be read.

The default stands first. The parties settle a question with `ReadingDecided`, or in the terms;
which figures differ is shown in docs/rules.md, *Readings*.
"""

from typing import Literal, get_args

Question = Literal[
    "exit-share",
    "lapse-key",
    "subsidy-amount",
    "surplus",
    "run-off-scope",
    "run-off-subsidy",
    "part-year",
    "hours-basis",
]
ReadingName = Literal[
    "all-remaining",
    "region",
    "region-heads",
    "all-heads",
    "hours",
    "contract-rate",
    "granted-rate",
    "paid",
    "floor",
    "credit",
    "all-parties",
    "gross",
    "net",
    "months",
    "days",
    "planned",
    "actual",
]

READINGS: dict[Question, tuple[ReadingName, ...]] = {
    "exit-share": ("all-remaining", "region"),
    "lapse-key": ("region-heads", "all-heads", "hours"),
    "subsidy-amount": ("contract-rate", "granted-rate", "paid"),
    "surplus": ("floor", "credit"),
    "run-off-scope": ("all-parties", "region"),
    "run-off-subsidy": ("gross", "net"),
    "part-year": ("months", "days"),
    "hours-basis": ("planned", "actual"),
}
QUESTIONS: tuple[Question, ...] = get_args(Question)


def default_reading(question: Question) -> ReadingName:
    """The reading that counts while the parties have settled nothing.

    >>> default_reading("surplus")
    'floor'
    """
    return READINGS[question][0]

"""Checkpoints as texts (c2sp.org/tlog-checkpoint)."""

import pytest

from ledger.proofs.checkpoints import Checkpoint, origin_of
from ledger.proofs.notes import Note, NoteError

ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
SOFA = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"
"""The example of the specification."""


def of(text: str) -> Checkpoint:
    return Checkpoint.of(Note(text, ()))


def test_the_published_checkpoint_is_written_as_it_is_read() -> None:
    checkpoint = of(SOFA)

    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root.hex() == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"
    assert str(checkpoint) == SOFA


def test_the_origin_names_the_agreement() -> None:
    assert origin_of("kim-coesfeld") == "contract-ledger/kim-coesfeld"
    assert Checkpoint(origin_of("kim-coesfeld"), 1, bytes(32)).agreement == "kim-coesfeld"


@pytest.mark.parametrize(
    "text",
    [
        f"a\n1\n{ROOT}",
        f"a\n1\n{ROOT}\nextension\n",
        f"\n1\n{ROOT}\n",
        f"a\n01\n{ROOT}\n",
        f"a\n+1\n{ROOT}\n",
        f"a\n-1\n{ROOT}\n",
        f"a\n1 \n{ROOT}\n",
        f"a\n\u0661\n{ROOT}\n",
        f"a\n\n{ROOT}\n",
        f"a\n{'9' * 19}\n{ROOT}\n",
        "a\n1\n\n",
        "a\n1\nAAAA\n",
        f"a\n1\n{ROOT[:-1]}\n",
        f"a\n1\n{ROOT[:-2]}J=\n",
        f"a\n1\n{ROOT}=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        of(text)

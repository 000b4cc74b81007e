"""What was drawn once can be drawn again."""

import pytest

from tests.soak.chance import VARIABLE, dice


def test_the_seed_is_fixed_printed_and_can_be_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = {}
    for seed in (None, "7", "8"):
        monkeypatch.delenv(VARIABLE, raising=False)
        if seed is not None:
            monkeypatch.setenv(VARIABLE, seed)
        drawn[seed] = dice().random()
        assert dice().random() == drawn[seed]
        assert f"{VARIABLE}={seed or '20261122'}\n" in capsys.readouterr().out

    assert len(set(drawn.values())) == 3

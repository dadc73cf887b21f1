"""What a process is set to while it works through much data, and that it is not afterwards."""

import gc
import sys

import pytest

from app.core.bulk import bulk_work


def settings() -> tuple[tuple[int, int, int], float]:
    return gc.get_threshold(), sys.getswitchinterval()


def test_the_settings_are_back_when_the_last_of_several_has_ended() -> None:
    usual = settings()
    with bulk_work():
        within = settings()
        with pytest.raises(LookupError), bulk_work():
            raise LookupError
        assert settings() == within != usual
    assert settings() == usual

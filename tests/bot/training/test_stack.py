"""Thresholds follow the order of the aims, and false alarms have an end."""

import numpy as np

from bot.training.stack import _share, _threshold


def test_a_threshold_is_as_high_as_the_aim_allows() -> None:
    values = np.array([0.9, 0.8, 0.7, 0.1, 0.05, 0.04, 0.03, 0.02], dtype=np.float32)
    wanted = np.array([True, True, True, False, False, False, False, False])
    assert _threshold(values, wanted, 0.99, 0.5) == np.float32(0.7).round(4)


def test_a_threshold_stops_where_too_many_harmless_replies_would_pass() -> None:
    values = np.array([0.9, 0.2, 0.8, 0.7, 0.6, 0.1], dtype=np.float32)
    wanted = np.array([True, True, False, False, False, False])
    limit = _threshold(values, wanted, 0.99, 0.25)
    assert (values[~wanted] >= limit).mean() <= 0.25


def test_the_share_of_no_values_is_the_highest_threshold() -> None:
    assert _share(np.array([], dtype=np.float32), 0.9) == 0.9

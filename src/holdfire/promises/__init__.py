"""Promises held against deliveries and a clock; the state of an agreement over time."""

from .deliveries import Delivery, Known, known_on
from .judge import State, Window, states
from .timeline import STATUSES, Entry, Timeline, View, timeline

__all__ = [
    "STATUSES",
    "Delivery",
    "Entry",
    "Known",
    "State",
    "Timeline",
    "View",
    "Window",
    "known_on",
    "states",
    "timeline",
]

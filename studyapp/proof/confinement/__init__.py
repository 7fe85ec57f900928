"""Confinement of a run: what its processes may read, write, call and reach. Standard library alone."""

from .layers import ALL, Confined, Room, confine, enter_room, join_room, prepare
from .summary import describe, whole

__all__ = ["ALL", "Confined", "Room", "confine", "describe", "enter_room", "join_room", "prepare", "whole"]

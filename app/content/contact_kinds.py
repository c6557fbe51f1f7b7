"""Who people can turn to: the kinds of contact that a card may name and that staff of a region can write down."""

from typing import Literal, get_args

ContactKind = Literal["lead", "physician", "adviser", "line"]
"""Somebody of the management, the occupational physician, the confidential adviser, a listening line."""

KINDS: tuple[ContactKind, ...] = get_args(ContactKind)

"""What a string literal can be for, and the words of code that say that it is no module."""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct

from rezone.transforms.references.mention import GROUP, QUEUE, STORED_FILES, TASK, TOP


class Purpose(Enum):
    """What becomes of a name in a literal."""

    MODULE = auto()  # it follows, and a name of one segment counts
    FOLDER = auto()  # the place of a module: it follows, and one segment counts
    NAME = auto()  # it follows, whether or not what it names is known
    LOGGER = auto()  # it follows, and others may have to know
    PROSE = auto()  # a docstring
    OPEN = auto()  # nothing says what it is for: it follows where it resolves
    TASK = auto()  # the name of a task
    KEPT = auto()  # it names something that is no module


class Stand(Struct, frozen=True):
    """The *purpose* of a literal, and the *reason* for a person to read."""

    purpose: Purpose
    reason: str = ""


OPEN = Stand(Purpose.OPEN)
A_MODULE = Stand(Purpose.MODULE)
A_FOLDER = Stand(Purpose.FOLDER)
A_NAME = Stand(Purpose.NAME)
SOME_PROSE = Stand(Purpose.PROSE)
A_LOGGER = Stand(Purpose.LOGGER, "a logger: what routes on its old name elsewhere must follow")
A_TASK = Stand(Purpose.TASK, TASK)
A_GROUP = Stand(Purpose.KEPT, GROUP)

AT_TOP = Stand(Purpose.KEPT, TOP)
PICKLED = Stand(Purpose.KEPT, "pickles say so: it is what they hold that this is compared with")

A_QUEUE = Stand(Purpose.KEPT, QUEUE)
STORED = Stand(Purpose.KEPT, "an id or a key: what is stored or running elsewhere has it")
UPLOADED = Stand(Purpose.KEPT, STORED_FILES)
KEPT_KEYS = {
    "upload_to": UPLOADED,
    **dict.fromkeys(("queue", "queues", "routing_key", "exchange", "topic", "topics"), A_QUEUE),
    **dict.fromkeys(
        ("task_default_queue", "CELERY_DEFAULT_QUEUE", "CELERY_TASK_DEFAULT_QUEUE"), A_QUEUE
    ),
    **dict.fromkeys(("task_id", "dag_id", "Bucket", "bucket", "Key", "cache_key"), STORED),
}
KEPT_CALLS = frozenset({"Queue", "Exchange"})

KEPT_METHODS = {
    **dict.fromkeys(
        ("incr", "increment", "decr", "decrement", "gauge", "timing", "timer", "histogram"),
        Stand(Purpose.KEPT, "the name of a metric: dashboards and alerts have it"),
    ),
    **dict.fromkeys(
        ("produce", "publish", "subscribe", "send"),
        Stand(Purpose.KEPT, "the name of a topic: others write to it or read from it"),
    ),
    **dict.fromkeys(
        ("is_enabled", "is_active", "has_feature", "variation", "flag_is_active"),
        Stand(Purpose.KEPT, "the name of a switch: it is set elsewhere"),
    ),
}

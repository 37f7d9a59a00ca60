"""All commands.  The modules below end up in six places; this list keeps them one program."""

from . import (
    batch,  # data engineering
    data,  # data engineering
    detection,  # core
    explain,  # machine learning
    health,  # observability
)
from . import models, monitor, optimize  # three places
from . import reports, reports_simple
from . import streaming as streaming_commands, worker

ALL = (
    batch.command,
    data.command,
    detection.command,
    explain.command,
    health.command,
    models.command,
    monitor.command,
    optimize.command,
    reports.command,
    reports_simple.command,
    streaming_commands.command,
    worker.command,
)

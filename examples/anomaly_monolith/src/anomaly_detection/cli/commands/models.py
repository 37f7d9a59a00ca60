"""``models``: the registry."""

from pathlib import Path

import click

from ...application.services.mlops import UnifiedModelRegistry, default_registry
from ...application.use_cases.train_model import TrainModel
from .. import csv_argument, emit, read


@click.group("models")
@click.pass_context
def command(context: click.Context) -> None:
    """Train, list and promote models."""
    context.obj = context.obj or default_registry()


@command.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_models(registry: UnifiedModelRegistry, as_json: bool) -> None:
    """List the models."""
    rows = [[model.key, model.algorithm, model.status.value] for model in registry.list()]
    emit(["model", "algorithm", "status"], rows, as_json)


@command.command()
@click.argument("name")
@csv_argument
@click.pass_obj
def train(registry: UnifiedModelRegistry, name: str, path: Path) -> None:
    """Choose an algorithm for PATH and register it as NAME."""
    click.echo(TrainModel(registry).execute(name, read(path)).key)


@command.command()
@click.argument("name")
@click.pass_obj
def promote(registry: UnifiedModelRegistry, name: str) -> None:
    """Move NAME one stage further."""
    click.echo(registry.service.promote(name).status.value)

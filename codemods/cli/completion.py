"""`rezone completion`: the script with which a shell completes commands, options and values."""

from __future__ import annotations

import click

from rezone.codemods.cli.options import common_options


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@common_options
def completion(shell: str) -> None:
    """Print what makes a shell complete commands, options, phases, checks and branches.

    \b
    Examples:
      rezone completion bash > ~/.local/share/bash-completion/completions/rezone
      rezone completion zsh > ~/.zfunc/_rezone      with ~/.zfunc in fpath, before compinit
      rezone completion fish > ~/.config/fish/completions/rezone.fish
      eval "$(rezone completion bash)"              for this shell only
    """
    from click.shell_completion import get_completion_class

    from rezone.codemods.cli.main import COMPLETES, main

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(main, {}, "rezone", COMPLETES).source())

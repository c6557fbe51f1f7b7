"""The command `peil worker`: opens ballots, audits and estimates for a ticker elsewhere, in memory alone."""

from __future__ import annotations

import asyncio
import os

import click

from app.config import dask_address


@click.command()
@click.option("--threads", default=1, show_default=True, type=click.IntRange(1, 64), help="Parts of work at once.")
def worker(*, threads: int) -> None:
    """Work for the scheduler of PEIL_DASK until it ends. Needs no database and no folder of keys.

    While a period is counted its key and what each ballot says are in this machine's memory.
    """
    address = dask_address(os.environ)
    if not address:
        raise click.ClickException("PEIL_DASK names no scheduler: set it to tls://host:8786 (`dask scheduler`).")
    from app.dask_workers import work_until_stopped

    click.echo(f"Works for {address} with {threads} threads.", err=True)
    try:
        asyncio.run(work_until_stopped(address, threads=threads))
    except (OSError, TimeoutError) as fault:
        raise click.ClickException(
            f"{address} does not answer ({type(fault).__name__}). Start the scheduler first."
        ) from None

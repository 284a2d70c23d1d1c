"""The verb that starts the workbench."""

from __future__ import annotations

import socket
import webbrowser
from pathlib import Path
from secrets import token_urlsafe

import click


@click.command("serve")
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="P", help="Port (default: one that is free).")
@click.option("--open/--no-open", "opens", default=True, help="Open the page in the browser.")
def serve_verb(folder: Path, port: int, opens: bool) -> None:
    """Edit the documents of FOLDER and ask them, in the browser; on this machine only. Ctrl+C ends it."""
    import uvicorn

    from countermove.workbench.application import application

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        raise click.UsageError(
            f"port {port} cannot be used ({error.strerror}); choose another, or leave --port out"
        ) from None
    bound = int(listener.getsockname()[1])
    token = token_urlsafe(24)
    address = f"http://127.0.0.1:{bound}/?token={token}"
    listener.listen(128)
    click.echo(f"Workbench over {folder.resolve()}\n  {address}\nCtrl+C ends it.")
    if opens:
        webbrowser.open(address)
    servers: list[uvicorn.Server] = []
    served = application(folder, token, bound, lambda: any(server.should_exit for server in servers))
    settings = uvicorn.Config(
        served, log_level="warning", access_log=False, server_header=False, lifespan="on", timeout_graceful_shutdown=5
    )
    servers.append(uvicorn.Server(settings))
    servers[0].run(sockets=[listener])

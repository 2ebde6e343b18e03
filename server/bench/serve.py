"""The hub that is measured: the real one, with the limits of single addresses lifted, since all of its people come
from one machine. Run as `python -m server.bench.serve FOLDER`.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import sys
from pathlib import Path

from server import serving
from server.bench.house import settings
from server.cli.opening import opened


async def serve(folder: Path) -> None:
    """Serve on a free port of the loopback address until SIGTERM."""
    config = settings(folder)
    limits = dataclasses.replace(config.limits, messages_per_10_s=10_000)
    async with opened(dataclasses.replace(config, limits=limits)) as hub:

        def ready(host: str, port: int) -> None:
            sys.stdout.write(f"listening on {host}:{port}\n")
            sys.stdout.flush()

        await serving.serve(
            hub, host="127.0.0.1", port=0, host_key_path=config.host_key, on_ready=ready, lifted=True
        )


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("porchlight").setLevel(logging.INFO)
    asyncio.run(serve(Path(sys.argv[1])))

"""Run a command against servers of its own that start empty and are thrown away afterwards."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from seeds.services import LocalServers

with LocalServers(Path(tempfile.mkdtemp(prefix="noi-viec-")), mode="test") as servers:
    urls = {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
    sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, **urls}, check=False).returncode)

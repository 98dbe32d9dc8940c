"""Stands in for livekit-server: answers on the port that its configuration names."""

from __future__ import annotations

import json
import sys
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

server = HTTPServer(("127.0.0.1", json.loads(Path(sys.argv[2]).read_text())["port"]), SimpleHTTPRequestHandler)
sys.stdout.write("listening\n")
sys.stdout.flush()
server.serve_forever()

#!/usr/bin/env bash
# Starts the assistant: makes the environment if need be, then hands over. --check starts nothing and says what is there.
set -euo pipefail
cd "$(dirname "$0")"
bash launch/venv.sh requirements.txt
exec .venv/bin/python -m launch "$@"

#!/usr/bin/env bash
# Makes .venv and installs a requirements file into it, if that is not done yet. Usage: launch/venv.sh FILE
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=${1:-requirements.txt}
stamp=.venv/.installed-$wanted

fail() {
    printf '✗ %s\n' "$1" >&2
    exit 1
}

# Not every "python3.12" on PATH is one (pyenv puts shims there), so each is asked. 3.11 is what the pins are tested with.
find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    fail "Python 3.11 or newer is needed: install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.12; others: python.org/downloads) and start again."
}

if ! .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
    python=$(find_python)
    echo "Making .venv with $("$python" --version)"
    if ! said=$("$python" -m venv --clear .venv 2>&1); then
        printf '%s\n' "$said" >&2
        fail "$python could not make .venv: on Debian and Ubuntu, apt install python3-venv; elsewhere, see above."
    fi
fi

if ! cmp -s "$wanted" "$stamp"; then
    echo "Installing $wanted into .venv (the first time this takes a minute or two)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$wanted" ||
        fail "pip could not install $wanted (see above): is the network there, and is the disk full?"
    cp "$wanted" "$stamp"
    # The pins of requirements-dev.txt hold those of requirements.txt; a test compares them.
    if [ "$wanted" = requirements-dev.txt ]; then
        cp requirements.txt .venv/.installed-requirements.txt
    fi
fi

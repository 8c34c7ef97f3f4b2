#!/bin/sh
# Runs the channel `matrix` against a real homeserver: installs the pinned Synapse of requirements.txt into a virtual
# environment under the cache directory, once, and runs check.py there. INBOXD_BIN is the folder of inboxd and inboxctl, by
# default .build/debug. Exits with 77 where Synapse cannot be installed here: a test counts it as skipped.
set -u
here=$(cd "$(dirname "$0")" && pwd)
INBOXD_BIN=${INBOXD_BIN:-$here/../../.build/debug}
export INBOXD_BIN
pins=$(cksum <"$here/requirements.txt" | cut -d' ' -f1)
cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/inboxd
venv=$cache/matrix-$pins

skip() { echo "The Matrix check is skipped: $1" >&2; exit 77; }

if [ ! -e "$venv/complete" ]; then
    command -v python3 >/dev/null || skip "there is no python3."
    mkdir -p "$cache" 2>/dev/null || skip "$cache cannot be made."
    fresh=$(mktemp -d "$venv.XXXXXX") || skip "$venv cannot be made."
    trap 'rm -rf "$fresh"' EXIT
    python3 -m venv "$fresh" >/dev/null 2>&1 || skip "python3 has no venv module."
    timeout 300 "$fresh/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 15 \
        -r "$here/requirements.txt" >/dev/null 2>&1 || skip "PyPI cannot be reached, or does not have the pinned versions."
    touch "$fresh/complete"
    # Another run may have been quicker: then its environment is used, and this one removed.
    mv -T "$fresh" "$venv" 2>/dev/null || [ -e "$venv/complete" ] || skip "$venv cannot be made."
fi
export PYTHONPATH="$here/.."
exec timeout --kill-after=20 240 "$venv/bin/python" -B "$here/check.py"

#!/bin/sh
# Installs the pinned packages of requirements.txt into a virtual environment under the cache directory, once, and runs
# check.py there with the same arguments; with --sign, sign.py instead, with --receive, receive.py. Packages of
# requirements-alone.txt ask for older versions of others than they need, and are installed without them. Exits with 77
# where that cannot be done here: a test counts it as skipped.
set -u
here=$(cd "$(dirname "$0")" && pwd)
script=check.py
if [ "${1:-}" = --sign ]; then
    script=sign.py
    shift
elif [ "${1:-}" = --receive ]; then
    script=receive.py
    shift
fi
pins=$(cat "$here/requirements.txt" "$here/requirements-alone.txt" | cksum | cut -d' ' -f1)
cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/inboxd
venv=$cache/signatures-$pins

skip() { echo "The signature check is skipped: $1" >&2; exit 77; }

if [ ! -e "$venv/complete" ]; then
    command -v python3 >/dev/null || skip "there is no python3."
    mkdir -p "$cache" 2>/dev/null || skip "$cache cannot be made."
    fresh=$(mktemp -d "$venv.XXXXXX") || skip "$venv cannot be made."
    trap 'rm -rf "$fresh"' EXIT
    python3 -m venv "$fresh" >/dev/null 2>&1 || skip "python3 has no venv module."
    timeout 300 "$fresh/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 15 \
        -r "$here/requirements.txt" >/dev/null 2>&1 &&
        timeout 100 "$fresh/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 15 \
            --no-deps -r "$here/requirements-alone.txt" >/dev/null 2>&1 || skip "PyPI cannot be reached, or does not have the pinned versions."
    touch "$fresh/complete"
    # Another run may have been quicker: then its environment is used, and this one removed.
    mv -T "$fresh" "$venv" 2>/dev/null || [ -e "$venv/complete" ] || skip "$venv cannot be made."
fi
exec timeout 300 "$venv/bin/python" "$here/$script" "$@"

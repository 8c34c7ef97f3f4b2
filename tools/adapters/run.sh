#!/bin/sh
# Runs an adapter against a real server of its network: run.sh irc (ngircd), run.sh xmpp (Prosody, and slixmpp as the
# customer), all from Debian; run.sh kill kills daemon and adapter again and again, and run.sh words needs neither. INBOXD_BIN is the folder of inboxd and inboxctl, by default .build/debug. Exits with 77 where
# a program is missing: a test counts it as skipped.
set -u
here=$(cd "$(dirname "$0")" && pwd)
PATH=$PATH:/usr/sbin
export PATH

need() { command -v "$1" >/dev/null || { echo "The check of the adapter is skipped: there is no $1." >&2; exit 77; }; }

case "${1:-}" in
irc)
    need ngircd
    need openssl ;;
xmpp)
    need prosody
    need openssl
    /usr/bin/python3 -c 'import slixmpp' 2>/dev/null ||
        { echo "The check of the adapter is skipped: there is no python3-slixmpp." >&2; exit 77; } ;;
kill | words) ;;
*) echo "run.sh: say irc, xmpp, kill or words" >&2; exit 2 ;;
esac
need /usr/bin/python3
export PYTHONPATH="$here/.."
exec timeout --kill-after=20 400 /usr/bin/python3 -B "$here/check_$1.py"

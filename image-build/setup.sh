#!/bin/sh
# Sets up a checkout on Debian 12 or later: system packages (as root or with sudo), then .venv.
# Does only what is missing; says what it does. Usage: setup.sh GROUP...
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

missing=""
for package in $("$here/list-packages" "$@"); do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    say "installing system packages:$missing"
    as_root apt-get update -q
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
fi

stamp=$root/.venv/.set-up
if [ ! -e "$stamp" ] || [ "$root/setup.cfg" -nt "$stamp" ] || [ "$here/constraints.txt" -nt "$stamp" ]; then
    [ -x "$root/.venv/bin/python" ] || { say "making .venv"; /usr/bin/python3 -m venv "$root/.venv"; }
    say "installing Python packages into .venv (a few minutes the first time)"
    "$root/.venv/bin/pip" install -q -c "$here/constraints.txt" -e "$root[kiosk,bench,test]"
    touch "$stamp"
fi

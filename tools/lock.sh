#!/bin/sh
# Remake the hash-locked requirements from pyproject.toml, for every platform and Python 3.11 up:
#   sh tools/lock.sh              keep each version that still fits
#   sh tools/lock.sh --upgrade    take the newest of each
# The locks name no index, host or path: where packages come from is the machine's own business.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$root/tools/bootstrap.sh"

case "${1-}" in
    '' | --upgrade) ;;
    *) fail "tools/lock.sh knows only --upgrade; got: $1" 2 ;;
esac

set_up dev
cd "$root"
[ -x "$tools/uv/bin/uv" ] || fetch_uv "$venv/bin/python" || fail \
    "The locks are made by uv, which cannot be had here. Check the network and call again."

# lock FILE ARGUMENT...
lock() {
    locked=$1
    shift
    stage "$locked" "$tools/uv/bin/uv" pip compile --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-header --output-file "$locked" "$@"
}

lock requirements-setup.lock --group setup "$@"
lock requirements.lock pyproject.toml --group build "$@"
lock requirements-dev.lock pyproject.toml --group build --group dev \
    --constraint requirements.lock "$@"
lock tools/spark/requirements.lock tools/spark/requirements.in \
    --constraint requirements-dev.lock "$@"

if grep -nE '://|^--|[[:space:]]/' requirements*.lock tools/spark/*.lock; then
    fail "A lock names an address, an option or a path (shown above). Remove its cause and call again."
fi

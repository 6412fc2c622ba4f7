#!/bin/sh
# Install the rule engines of other people that bench/engines.py measures; nothing else needs them.
set -eu
cd "$(dirname -- "$0")"
[ -x .venv/bin/pip ] || python3 -m venv .venv
.venv/bin/pip install -qq --require-hashes -r requirements.lock
npm ci --silent --no-fund --no-audit

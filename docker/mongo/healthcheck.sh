#!/bin/sh
# Tells whether MongoDB takes writes; what has to be done before that is in ready.js.
set -eu

HOME=/tmp mongosh --quiet --norc "mongodb://127.0.0.1:${PORT:-27017}/admin?directConnection=true" \
    "$(dirname -- "$0")/ready.js" > /dev/null

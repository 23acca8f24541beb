#!/bin/sh
# Tells whether nginx takes connections: it has a process, and its configuration is good.
set -eu

kill -0 "$(cat "$RUN/nginx.pid")"
nginx -q -t -c "$CONF/nginx.conf"

#!/bin/sh
# Says which servers take requests, and has nginx take it over without losing one.
# Usage: balance.sh            all of SERVERS (addresses, with spaces)
#        balance.sh ADDRESS    all but this one, which is about to be replaced
#        balance.sh --write    all, without telling nginx, which has yet to start
set -eu

out=${1:-}
unfinished="$RUN/servers.conf.unfinished"
: > "$unfinished"
for server in ${SERVERS:?the addresses of the servers}; do
    down=''
    [ "$server" != "$out" ] || down=' down'
    echo "server $server max_fails=2 fail_timeout=3s$down;" >> "$unfinished"
done
mv "$unfinished" "$RUN/servers.conf"
[ "$out" != --write ] || exit 0

nginx -q -t -c "$CONF/nginx.conf"
nginx -c "$CONF/nginx.conf" -s reload

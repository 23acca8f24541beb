#!/bin/sh
# Writes one archive of MongoDB a night, at three in the morning UTC, and one at the start; keeps 14 days.
set -eu

umask 077
password=$(cat /run/secrets/mongo_backup_password)
echo "uri: mongodb://backup:$password@mongo:27017/?replicaSet=rs0&authSource=admin" > /tmp/tools.yaml
while :; do
    unfinished="/backup/unfinished.$$"
    finished="/backup/sidepro-$(date -u +%Y%m%dT%H%M%SZ).archive.gz"
    if mongodump --quiet --config /tmp/tools.yaml --db sidepro --gzip --archive="$unfinished"; then
        mv "$unfinished" "$finished"
        echo "Wrote $finished."
        find /backup -name 'sidepro-*.archive.gz' -mtime +14 -delete
    else
        echo "The backup of $(date -u) failed." >&2
    fi
    now=$(date -u +%s)
    sleep $((86400 - (now - 10800) % 86400))
done

#!/bin/sh
# Starts mongod as a replica set of one, because of transactions. Its members know one another by a key, which
# follows from the administrator's password and is kept in memory only.
set -eu
umask 077

password=$(cat "$MONGO_INITDB_ROOT_PASSWORD_FILE")
printf %s "$password" | sha512sum | cut -c1-128 > /run/mongo/key
exec docker-entrypoint.sh mongod --replSet rs0 --keyFile /run/mongo/key --bind_ip_all \
    --wiredTigerCacheSizeGB 1 --setParameter diagnosticDataCollectionEnabled=false

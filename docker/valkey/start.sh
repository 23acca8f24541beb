#!/bin/sh
# Starts Valkey with a user for each role (users.acl.in), whose password is a secret of its own. Only digests of
# them are written, and that into memory; no list of processes shows any.
set -eu
umask 077

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
secrets=${SECRETS:-/run/secrets}
users=${RUN:-/run/valkey}/users.acl

put=''
for role in server worker beat flower; do
    password=$(cat "$secrets/redis_${role}_password")
    [ -n "$password" ] || { echo "The password of $role in Valkey is empty." >&2 && exit 1; }
    digest=$(printf %s "$password" | sha256sum)
    put="$put;s/@$role@/#${digest%% *}/"
done
awk '
    /^(#|$)/ { next }
    { printf "%s%s", /^ / || !users++ ? "" : "\n", $0 }
    END { print "" }
' "$here/users.acl.in" | sed "$put" > "$users"

exec valkey-server --aclfile "$users" --dir "${DATA:-/data}" \
    --appendonly yes --maxmemory 400mb --maxmemory-policy noeviction "$@"

#!/bin/sh
# Writes the configuration of nginx: every @NAME@ of the templates beside this file becomes the value of the
# environment variable NAME. Usage: render.sh DIRECTORY
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
CONF=$1
export CONF
mkdir -p "$CONF" "$RUN" "$CACHE"

# HSTS is for https only: an empty value makes nginx leave the header out.
case ${PUBLIC_URL:?the public address} in
    https://*) HSTS='max-age=63072000; includeSubDomains' ;;
    *) HSTS= ;;
esac
export HSTS

for template in "$here"/*.conf.in; do
    name=$(basename "$template" .in)
    [ "${name#entrance.}" = "$name" ] || [ "$name" = "$ENTRANCE.conf" ] || continue
    awk '
        {
            while (match($0, /@[A-Z_]+@/)) {
                name = substr($0, RSTART + 1, RLENGTH - 2)
                if (!(name in ENVIRON)) {
                    printf "%s is missing: %s needs it.\n", name, FILENAME > "/dev/stderr"
                    exit 1
                }
                $0 = substr($0, 1, RSTART - 1) ENVIRON[name] substr($0, RSTART + RLENGTH)
            }
            print
        }
    ' "$template" > "$CONF/$name"
done

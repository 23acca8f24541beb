#!/bin/sh
# Puts the files of the front end of this image where nginx finds them, beside those of the versions before:
# pages that are still open ask for theirs. What no version has had for 30 days is removed.
set -eu

cp -R /opt/static/. "$STATIC/"
find "$STATIC" -type f -name '*' -exec sh -c '[ -e "/opt/static${1#"$2"}" ] && touch "$1"' _ {} "$STATIC" \;
find "$STATIC/assets" -type f -mtime +30 -delete

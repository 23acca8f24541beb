#!/usr/bin/env bash
# Keeps everything that can't be made again, and brings it back into an empty stack.
#
#   docker/backup.sh save DIRECTORY      one archive of MongoDB, and the images
#   docker/backup.sh restore DIRECTORY   the newest archive there, and the images; refuses a database with users
#
# Redis needs no backup: what it holds is made again within a minute.
set -euo pipefail

here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
[[ $# -eq 2 && $1 =~ ^(save|restore)$ ]] || {
    sed -n '4,5s/^# *//p' "$0" >&2
    exit 2
}
mkdir -p "$2"
kept=$(cd "$2" && pwd)
cd "$here"

compose() {
    local given=(--env-file .env)
    [[ ! -f .release ]] || given+=(--env-file .release)
    docker compose "${given[@]}" "$@"
}

# Run a tool of MongoDB in its container, as its administrator; the password is on no command line.
in_mongo() {
    # shellcheck disable=SC2016 # the variables are the container's
    compose exec -T mongo sh -c '
        umask 077
        printf "uri: mongodb://root:%s@127.0.0.1/?authSource=admin&directConnection=true\n" \
            "$(cat /run/secrets/mongo_root_password)" > /tmp/tools.yaml
        tool=$1
        shift
        exec "$tool" --quiet --config /tmp/tools.yaml "$@"' sh "$@"
}

images() {
    compose run --rm --no-deps --user "$(id -u):$(id -g)" --volume "$kept/images:/kept" storage \
        python docker/keep_images.py "$1" /kept
}

mkdir -p "$kept/images"
case $1 in
    save)
        archive="$kept/sidepro-$(date -u +%Y%m%dT%H%M%SZ).archive.gz"
        in_mongo mongodump --db sidepro --gzip --archive > "$archive.unfinished"
        mv "$archive.unfinished" "$archive"
        images save
        echo "Wrote $archive ($(du -h "$archive" | cut -f1))."
        ;;
    restore)
        archive=$(find "$kept" -maxdepth 1 -name 'sidepro-*.archive.gz' | sort | tail -n 1)
        [[ -n $archive ]] || { echo "There is no archive in $kept." >&2 && exit 1; }
        # shellcheck disable=SC2016 # the variables are the container's
        users=$(compose exec -T mongo sh -c 'HOME=/tmp mongosh --quiet --norc "mongodb://127.0.0.1/admin" --eval "
            db.auth(\"root\", require(\"fs\").readFileSync(\"/run/secrets/mongo_root_password\", \"utf8\").trim());
            print(db.getSiblingDB(\"sidepro\").users.estimatedDocumentCount())"' | tail -n 1)
        [[ $users == 0 ]] || { echo "There are users in the database already: nothing was restored." >&2 && exit 1; }
        in_mongo mongorestore --nsInclude 'sidepro.*' --drop --gzip --archive < "$archive"
        images restore
        echo "Restored $archive."
        ;;
esac

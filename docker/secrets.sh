#!/bin/sh
# Makes the secrets that are lacking, each a file of its own; what is there stays as it is.
#
#   docker/secrets.sh [DIRECTORY]     docker/secrets unless named
#
# Nobody else may enter the directory. The files in it can be read by everyone, since containers are given them as
# they are and run as users of their own.
set -eu
umask 077

directory=${1:-$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/secrets}
mkdir -p "$directory"
chmod 700 "$directory"

# A random number in hexadecimal, as long as so many bytes.
make() {
    [ ! -e "$directory/$1" ] || return 0
    unfinished="$directory/.$1.unfinished"
    od -An -v -N"$2" -tx1 /dev/urandom | tr -d ' \n' > "$unfinished"
    [ "$(wc -c < "$unfinished")" -eq $(($2 * 2)) ] || { echo "No random numbers are to be had." >&2 && exit 1; }
    chmod 444 "$unfinished"
    mv "$unfinished" "$directory/$1"
    echo "Made $directory/$1."
}

for name in secret pepper; do
    make "$name" 32
done
# 40 characters are the most that the object store takes.
for name in mongo_root mongo_server mongo_worker mongo_backup redis_server redis_worker redis_beat redis_flower \
    flower s3_root; do
    make "${name}_password" 20
done
for name in s3_upload s3_worker; do
    make "${name}_secret_key" 20
done

#!/usr/bin/env bash
# Brings a version into service, one instance at a time, so that nobody notices.
#
#   docker/deploy.sh TAG     the tag of the images; the former one again is the way back
#
# Stops at the first instance that doesn't get ready, gives it its former version back and leaves all others as
# they are. What runs the instances is a driver: docker/drivers/compose.sh, unless DEPLOY_DRIVER names another
# file that defines the same functions:
#
#   prepare TAG       have everything that the version needs: images, indexes, files of the front end
#   instances         name the instances, one a line
#   tag_of NAME       tell which version an instance runs, or nothing
#   take_out NAME     send no new requests there
#   replace NAME TAG  stop the instance, which finishes what it has begun, and start it with the version
#   is_ready NAME     tell whether it answers at /readyz: 0 it does, 1 not yet, 2 it has ended
#   put_back NAME     send requests there again
#   last_words NAME   show the end of its log
#   finish TAG        replace what serves nobody directly, and note the version
set -euo pipefail

here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
READY_SECONDS=${DEPLOY_READY_SECONDS:-60}

say() { echo "$(date -u +%H:%M:%S) $*"; }
fail() {
    say "$*" >&2
    exit 1
}

wait_ready() {
    local deadline=$((SECONDS + READY_SECONDS)) state=0
    until is_ready "$1"; do
        state=$?
        ((state == 1 && SECONDS < deadline)) || return 1
        sleep 0.2
    done
}

# Give an instance a version; false when it doesn't get ready with it, and then nothing is sent there.
change() {
    take_out "$1" || fail "The proxy could not be told to pass by $1. It was not replaced."
    replace "$1" "$2" && wait_ready "$1" && put_back "$1"
}

go_back() {
    local instance=$1 former=$2
    last_words "$instance" >&2
    [[ -n $former ]] || fail "$instance did not get ready with $tag, and there is no former version to go back to."
    change "$instance" "$former" ||
        fail "$instance did not get ready with $tag, nor with $former again. The other instances serve."
    fail "$instance did not get ready with $tag and runs $former again. Nothing else was changed."
}

deploy() {
    local instance former began=$SECONDS
    say "Preparing $tag."
    prepare "$tag" || fail "$tag could not be prepared. Nothing was changed."
    while read -r -u 3 instance; do
        former=$(tag_of "$instance")
        say "$instance: ${former:-nothing} -> $tag"
        change "$instance" "$tag" || go_back "$instance" "$former"
    done 3< <(instances)
    finish "$tag"
    say "$tag serves, after $((SECONDS - began)) s."
}

[[ $# -eq 1 && $1 =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$ ]] || {
    echo "usage: docker/deploy.sh TAG" >&2
    exit 2
}
tag=$1
# shellcheck source=docker/drivers/compose.sh
source "${DEPLOY_DRIVER:-$here/drivers/compose.sh}"
exec 9> "${DEPLOY_LOCK:-/tmp/sidepro-deploy.lock}"
flock -n 9 || fail "Another deployment is under way."
deploy

# shellcheck shell=bash
# A driver of docker/deploy.sh for processes of this machine instead of containers: everything is in the directory
# $STAGE. An instance NAME listens at the address in NAME.address, and has its process id in NAME.pid. A version TAG
# is the file TAG.env with its settings.

address_of() { cat "$STAGE/$1.address"; }
lives() { [[ -e /proc/$1/stat && $(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2> /dev/null) != Z ]]; }

prepare() {
    [[ -f $STAGE/$1.env ]] && (become_sidepro "$1" indexes) > "$STAGE/prepare.log" 2>&1
}

# Become a command of SidePro with the settings of a version.
become_sidepro() {
    set -a
    # shellcheck disable=SC1090
    source "$STAGE/$1.env"
    set +a
    exec "$PYTHON" -m sidepro "$2"
}

instances() { printf '%s\n' server-1 server-2; }
tag_of() { cat "$STAGE/$1.tag" 2> /dev/null || true; }
take_out() { "$BALANCE" "$(address_of "$1")"; }
put_back() { "$BALANCE"; }

replace() {
    local pid address
    pid=$(cat "$STAGE/$1.pid" 2> /dev/null || true)
    if [[ -n $pid ]]; then
        kill -TERM "$pid" 2> /dev/null || true
        for _ in {1..250}; do
            lives "$pid" || break
            sleep 0.1
        done
        ! lives "$pid" || fail "$1 did not stop."
    fi
    address=$(address_of "$1")
    SIDEPRO_PORT=${address##*:} become_sidepro "$2" serve >> "$STAGE/$1.log" 2>&1 < /dev/null 3<&- 9>&- &
    echo $! > "$STAGE/$1.pid"
    echo "$2" > "$STAGE/$1.tag"
}

is_ready() {
    lives "$(cat "$STAGE/$1.pid")" || return 2
    "$PYTHON" "$HEALTHCHECK" "http://$(address_of "$1")/readyz" > /dev/null 2>&1 || return 1
}

last_words() { tail -n 3 "$STAGE/$1.log"; }
finish() { echo "$1" > "$STAGE/release"; }

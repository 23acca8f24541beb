# shellcheck shell=bash
# The instances are services of compose.yaml, each with an address of its own in the network of the proxy.
# Settings are in docker/.env, the version that serves in docker/.release (both as KEY=VALUE), secrets are files of
# docker/secrets.
# COMPOSE_FILE names the files: compose.yaml alone for development, compose.yaml:compose.publish.yaml for publish.

# shellcheck disable=SC2154 # deploy.sh says where it is
cd "$here" || exit
STOP_SECONDS=25

compose() {
    local given=(--env-file .env)
    [[ ! -f .release ]] || given+=(--env-file .release)
    docker compose "${given[@]}" "$@"
}

address_of() {
    case $1 in
        server-1) echo 172.30.8.11:8000 ;;
        server-2) echo 172.30.8.12:8000 ;;
        *) return 1 ;;
    esac
}

balance() { compose exec -T proxy /opt/nginx/balance.sh "$@" 9>&-; }

# A secret that got lost must not be made anew by itself: nobody could log in with another pepper.
secrets_are_there() {
    local file
    while read -r file; do
        [[ -s $file ]] || {
            say "$file is missing. docker/secrets.sh makes it, unless there is one to be put back." >&2
            return 1
        }
    done < <(compose config | sed -n '/^secrets:/,$s/^ *file: //p')
}

prepare() {
    export SIDEPRO_TAG=$1
    secrets_are_there || return
    compose pull --quiet server-1 worker proxy || return
    compose up -d --wait --no-recreate mongo valkey store || return
    # What the new version needs and the running one bears (docs/operations.md): indexes, buckets, and the files
    # of the front end beside those of the versions before, which open pages still ask for.
    compose run --rm --no-deps server-1 python -m sidepro indexes || return
    compose run --rm --no-deps storage || return
    compose run --rm --no-deps assets || return
    if ! compose ps --status running --services | grep -qx proxy; then
        compose up -d --no-deps proxy || return
    fi
}

instances() { printf '%s\n' server-1 server-2; }

tag_of() {
    local id
    id=$(compose ps --quiet "$1" 2> /dev/null) || return 0
    [[ -z $id ]] || docker inspect --format '{{ index .Config.Labels "sidepro.tag" }}' "$id"
}

take_out() { balance "$(address_of "$1")"; }
put_back() { balance; }

replace() {
    export SIDEPRO_TAG=$2
    compose stop --timeout "$STOP_SECONDS" "$1"
    compose up -d --no-deps --force-recreate "$1"
}

is_ready() {
    local id
    id=$(compose ps --all --quiet "$1")
    [[ $(docker inspect --format '{{ .State.Status }} {{ .RestartCount }}' "$id") == "running 0" ]] || return 2
    compose exec -T "$1" python docker/healthcheck.py "http://127.0.0.1:8000/readyz" > /dev/null 2>&1 9>&- || return 1
}

last_words() { compose logs --tail 30 "$1"; }

finish() {
    export SIDEPRO_TAG=$1
    compose up -d --no-deps worker beat flower
    compose up -d --no-deps proxy
    echo "SIDEPRO_TAG=$1" > .release.unfinished
    mv .release.unfinished .release
}

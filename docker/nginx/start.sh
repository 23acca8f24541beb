#!/bin/sh
# Starts nginx in the container: the configuration from the environment, then nginx in the place of this shell.
set -eu

# The first time there is no certificate yet, and without one nginx doesn't start: plain http answers certbot, and
# as soon as it has one everything is served.
take_certificates() {
    while sleep 5; do
        [ -e "$CERTIFICATES/fullchain.pem" ] || continue
        [ -z "$(find "$CERTIFICATES/" -newer "$RUN/taken" -name '*.pem')" ] || {
            touch "$RUN/taken"
            /opt/nginx/render.sh "$CONF"
            nginx -q -t -c "$CONF/nginx.conf" && nginx -c "$CONF/nginx.conf" -s reload
        }
        sleep 21600
    done
}

if [ "$ENTRANCE" = entrance.https ]; then
    touch "$RUN/taken"
    if [ ! -e "$CERTIFICATES/fullchain.pem" ]; then
        touch -d @0 "$RUN/taken"
        ENTRANCE=entrance.first /opt/nginx/render.sh "$CONF"
        /opt/nginx/balance.sh --write
        take_certificates &
        exec nginx -c "$CONF/nginx.conf" -g 'daemon off;'
    fi
    take_certificates &
fi
/opt/nginx/render.sh "$CONF"
/opt/nginx/balance.sh --write
exec nginx -c "$CONF/nginx.conf" -g 'daemon off;'

#!/bin/sh
# Tells whether MongoDB takes writes. The first time it founds the replica set and makes the user of the server,
# who may read and write one database and nothing else.
set -eu

HOME=/tmp mongosh --quiet --norc "mongodb://127.0.0.1/admin?directConnection=true" --eval '
    db.auth(process.env.MONGO_INITDB_ROOT_USERNAME, process.env.MONGO_INITDB_ROOT_PASSWORD);
    try {
        rs.status();
    } catch (error) {
        if (error.codeName !== "NotYetInitialized") throw error;
        rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] });
    }
    if (!db.hello().isWritablePrimary) quit(1);
    const own = db.getSiblingDB("sidepro");
    const given = { pwd: process.env.SIDEPRO_MONGO_PASSWORD, roles: [{ role: "readWrite", db: "sidepro" }] };
    if (!own.getUser("sidepro")) own.createUser({ user: "sidepro", ...given });
' > /dev/null

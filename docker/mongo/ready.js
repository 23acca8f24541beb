// Founds the replica set the first time, and once a start makes the users of those who use MongoDB, with the
// passwords that they have now. Ends with 1 until writes are taken.
const { existsSync, readFileSync, writeFileSync } = require("fs");
const secrets = process.env.SECRETS ?? "/run/secrets";
const done = `${process.env.RUN ?? "/run/mongo"}/users`;
const password = (name) => readFileSync(`${secrets}/mongo_${name}_password`, "utf8").trim();

const users = {
    server: { of: "sidepro", roles: [{ role: "readWrite", db: "sidepro" }] },
    worker: { of: "sidepro", roles: [{ role: "readWrite", db: "sidepro" }] },
    backup: { of: "admin", roles: [{ role: "backup", db: "admin" }] },
};

db.auth("root", password("root"));
try {
    rs.status();
} catch (error) {
    if (error.codeName !== "NotYetInitialized") throw error;
    rs.initiate({ _id: "rs0", members: [{ _id: 0, host: process.env.MEMBER ?? "mongo:27017" }] });
}
if (!db.hello().isWritablePrimary) quit(1);
if (!existsSync(done)) {
    for (const [name, { of, roles }] of Object.entries(users)) {
        const own = db.getSiblingDB(of);
        const given = { pwd: password(name), roles };
        if (own.getUser(name)) own.updateUser(name, given);
        else own.createUser({ user: name, ...given });
    }
    writeFileSync(done, "");
}

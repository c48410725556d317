'use strict';
const started = Date.now();
process.env.VENDURE_DISABLE_TELEMETRY = 'true'; // a test shop tells nobody anything
process.env.NODE_ENV ??= 'production'; // no stack traces in answers, as in a real shop
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const zlib = require('node:zlib');

// A seeded shop depends only on these files and settings: its database is kept
// under that fingerprint, so that the next start need not seed again.
function fingerprint(settings) {
    const h = crypto.createHash('sha256');
    for (const f of ['package-lock.json', 'package.json', 'config.js', 'catalogue.js', 'checkout.js', 'seed.js']) {
        const file = path.join(__dirname, f);
        if (fs.existsSync(file)) h.update(f).update(fs.readFileSync(file));
    }
    h.update(JSON.stringify([settings.epoch, settings.orders, settings.seed, settings.user, settings.password, settings.apiKeySecret]));
    return h.digest('hex').slice(0, 16);
}

// Seeding takes a minute on a busy machine, so a seeded shop lies beside this file. It is used while it has the
// fingerprint of what would be seeded now; `node server.js` with an empty STORE_SHIPPED seeds anew.
function unpackShipped(cached) {
    const shipped = path.join(__dirname, `seeded-${path.basename(cached)}`);
    if ((process.env.STORE_SHIPPED ?? '1') === '' || fs.existsSync(`${cached}.sqlite`) || !fs.existsSync(`${shipped}.sqlite.gz`)) return;
    fs.mkdirSync(path.dirname(cached), { recursive: true });
    const part = `${cached}.${process.pid}.part`;
    fs.writeFileSync(part, zlib.gunzipSync(fs.readFileSync(`${shipped}.sqlite.gz`)));
    fs.copyFileSync(`${shipped}.json`, `${cached}.json`);
    fs.renameSync(part, `${cached}.sqlite`);
}

async function main() {
    const { bootstrap, TransactionalConnection, JobQueueService } = require('@vendure/core');
    const { buildConfig, settings, readCounters } = require('./config');
    const { seedShop } = require('./seed');
    const own = !settings.dataDir;
    if (own) settings.dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'ci-store-'));
    fs.mkdirSync(settings.dataDir, { recursive: true });

    const dbFile = path.join(settings.dataDir, 'shop.sqlite');
    const infoFile = path.join(settings.dataDir, 'store.json');
    const light = !settings.postgres;
    const cached = light && settings.cacheDir ? path.join(settings.cacheDir, fingerprint(settings)) : '';
    if (cached) unpackShipped(cached);
    if (cached && !fs.existsSync(dbFile) && fs.existsSync(`${cached}.sqlite`) && fs.existsSync(`${cached}.json`)) {
        fs.copyFileSync(`${cached}.sqlite`, dbFile);
        fs.copyFileSync(`${cached}.json`, infoFile);
    }

    const state = { faults: [], info: null, variantsBySku: {}, reset: null };
    const app = await bootstrap(buildConfig(state));
    await app.get(JobQueueService).start();
    const up = Date.now();
    const connection = app.get(TransactionalConnection).rawConnection;
    const base = `http://${settings.host}:${settings.port}`;
    const urls = { admin: `${base}/admin-api`, shop: `${base}/shop-api` };

    let seeded = null;
    const rows = await connection.query('SELECT count(*) AS n FROM product_variant');
    if (Number(rows[0].n) === 0) {
        const r = await seedShop({ adminUrl: urls.admin, shopUrl: urls.shop, connection, settings, log: m => console.error(m) });
        seeded = { apiKey: r.key, orders: r.made.length, codes: r.made.map(o => [o.code, o.fate]), skus: r.skus };
        fs.writeFileSync(infoFile, JSON.stringify(seeded));
        if (cached) {
            fs.mkdirSync(settings.cacheDir, { recursive: true });
            fs.writeFileSync(`${cached}.sqlite`, Buffer.from(connection.driver.export()));
            fs.writeFileSync(`${cached}.json`, JSON.stringify(seeded));
        }
    }
    const seed = seeded || JSON.parse(fs.readFileSync(infoFile, 'utf8'));
    await readCounters(connection);
    state.variantsBySku = seed.skus;
    if (light && (seeded || (cached && fs.existsSync(`${cached}.sqlite`)))) {
        const snapshot = seeded ? connection.driver.export() : fs.readFileSync(`${cached}.sqlite`);
        await connection.query('PRAGMA foreign_keys = ON'); // an export switches it off
        state.reset = async () => {
            await connection.driver.load(new Uint8Array(snapshot));
            await readCounters(connection);
        };
    }

    state.remove = async id => {
        const q = name => connection.driver.escape(name);
        await connection.query(`DELETE FROM ${q('order_channels_channel')} WHERE ${q('orderId')} = ${id}`);
    };

    state.info = {
        ready: true, kind: 'vendure', version: require('@vendure/core/package.json').version, base,
        adminApi: urls.admin, shopApi: urls.shop, apiKeyHeader: 'vendure-api-key', apiKey: seed.apiKey,
        user: settings.user, password: settings.password, orders: seed.orders, codes: seed.codes, skus: seed.skus,
    };
    const { codes, skus, ...short } = state.info;
    console.log(JSON.stringify({
        ...short, variants: Object.keys(skus).length, seededNow: Boolean(seeded),
        bootMs: up - started, readyMs: Date.now() - started, rssMb: Math.round(process.memoryUsage().rss / 1e6),
    }));

    let stopping = false;
    const stop = async () => {
        if (stopping) return;
        stopping = true;
        if (own) fs.rmSync(settings.dataDir, { recursive: true, force: true });
        else if (light) fs.writeFileSync(dbFile, Buffer.from(connection.driver.export()));
        process.exit(0);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
}

main().catch(e => { console.error(e); process.exit(1); });

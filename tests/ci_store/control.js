'use strict';
// Two small middlewares for tests. Neither touches the shop's own behaviour
// unless a test asks for it.
//   GET  /ci/info    what the shop holds, the key to use
//   POST /ci/order   one checkout through the public Shop API
//   POST /ci/fault   spoil the next matching Admin API calls
//   POST /ci/reset   back to the freshly seeded shop, planned faults forgotten
//   GET  /ci/writes  how many Admin API calls have changed something, and whether the last planned fault came
//   POST /ci/remove  take an order out of the channel, as if it had never been there
const { placeOrder } = require('./checkout');

function send(res, status, body) {
    res.statusCode = status;
    res.setHeader('content-type', 'application/json; charset=utf-8');
    res.end(JSON.stringify(body));
}

async function readJson(req) {
    if (req.body && typeof req.body === 'object') return req.body;
    const chunks = [];
    for await (const c of req) chunks.push(c);
    const text = Buffer.concat(chunks).toString('utf8');
    return text ? JSON.parse(text) : {};
}

function controlRoutes(state, settings) {
    return async (req, res) => {
        try {
            const where = `${req.method} ${(req.originalUrl || req.url).split('?')[0]}`;
            if (where === 'GET /ci/info') return send(res, 200, state.info || { ready: false });
            if (where === 'POST /ci/reset') {
                state.faults = [];
                if (!state.reset) return send(res, 409, { error: 'no snapshot to go back to' });
                await state.reset();
                return send(res, 200, { reset: true });
            }
            if (where === 'POST /ci/fault') {
                const f = await readJson(req);
                if (f.clear) state.faults = [];
                else {
                    state.fired = false;
                    state.faults.push({ op: '', mode: 'status', status: 503, ms: 0, skip: 0, times: 1, ...f });
                }
                return send(res, 200, { faults: state.faults });
            }
            if (where === 'GET /ci/writes') return send(res, 200, { writes: state.writes || 0, fired: Boolean(state.fired) });
            if (where === 'POST /ci/remove') {
                const { id } = await readJson(req);
                await state.remove(Number(id));
                return send(res, 200, { removed: id });
            }
            if (where === 'POST /ci/order') {
                const body = await readJson(req);
                const shop = `http://${settings.host}:${settings.port}/shop-api`;
                return send(res, 201, await placeOrder(shop, body, state.variantsBySku));
            }
            return send(res, 404, { error: 'no such control route' });
        } catch (e) {
            return send(res, 400, { error: String(e.message || e) });
        }
    };
}

// mode 'status': answer at once with that status, nothing is done.
// mode 'cut':    cut the connection, nothing is done.
// mode 'drop':   let the shop do the work, then cut the connection, so that
//                the caller cannot know whether it happened.
// mode 'garble': let the shop do the work, then send half of the answer.
// mode 'delay':  answer late by `ms`.
// `except` spares the calls whose text contains it; `skip` lets that many matching calls through first; `silent` cuts all that come later.
function faultInjector(state) {
    return (req, res, next) => {
        const text = (req.body && req.body.query) || '';
        const f = state.faults.find(f => text.includes(f.op) && !(f.except && text.includes(f.except)));
        if (!f || f.skip-- > 0) return pass(state, text, next);
        if (f.silent && f.fired) return req.socket.destroy();
        f.fired = state.fired = true;
        if (!f.silent && --f.times <= 0) state.faults.splice(state.faults.indexOf(f), 1);
        if (f.mode === 'status') {
            if (f.status === 429 || f.status === 503) res.setHeader('retry-after', '1');
            return send(res, f.status, { error: 'planned fault' });
        }
        if (f.mode === 'cut') return req.socket.destroy();
        if (f.mode === 'drop') {
            const cut = () => { req.socket.destroy(); return true; };
            res.write = cut;
            res.end = cut;
        }
        if (f.mode === 'garble') {
            const end = res.end.bind(res);
            res.end = body => { res.removeHeader('content-length'); return end(String(body ?? '').slice(0, 20)); };
        }
        if (f.mode === 'delay') return setTimeout(() => pass(state, text, next), f.ms);
        return pass(state, text, next);
    };
}

// Two of Kolli's mutations only ask whether it may, and can change nothing.
function pass(state, text, next) {
    if (/^\s*mutation\b/.test(text) && !/^\s*mutation (May|Login)/.test(text)) state.writes = (state.writes || 0) + 1;
    next();
}

module.exports = { controlRoutes, faultInjector };

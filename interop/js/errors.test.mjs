import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { startGateway } from './gateway.mjs';
import { cities, failure, freshName, onEveryWire } from './wires.mjs';

onEveryWire((world) => {
    test('what is not there is 404 and named', async () => {
        const { client } = world;
        const name = freshName();
        const calls = [
            () => client.getCollection(name),
            () => client.scroll(name),
            () => client.query(name, { query: [1, 2] }),
            () => client.count(name),
            () => client.upsert(name, { points: [{ id: 1, vector: [1] }], wait: true }),
            () => client.setPayload(name, { payload: { a: 1 }, points: [1], wait: true }),
        ];
        for (const call of calls) {
            const error = await failure(call());
            assert.equal(error.status, 404, `${call}`);
            assert.ok(error.message.includes(name), error.message);
        }
        assert.equal(await client.deleteCollection(name), false);
    });

    test('what is wrong is 400 with the reason', async () => {
        const { client } = world;
        const name = await cities(client);
        for (const [call, words] of [
            [() => client.upsert(name, { points: [{ id: 1, vector: [1, 2] }], wait: true }), /4.*2|2.*4/],
            [() => client.query(name, { query: [1, 2] }), /4.*2|2.*4/],
            [() => client.query(name, { query: [1, 2, 3, 4], using: 'nothing' }), /nothing/],
            [() => client.upsert(name, { points: [{ id: 1, vector: { other: [1, 2, 3, 4] } }], wait: true }), /other/],
            [() => client.upsert(name, { points: [{ id: 'no id', vector: [1, 2, 3, 4] }], wait: true }), /./],
            [() => client.scroll(name, { filter: { must: [{ key: 'city', match: {} }] } }), /./],
            [() => client.scroll(name, { order_by: 'rank' }), /rank/],
        ]) {
            const error = await failure(call());
            assert.equal(error.status, 400, `${call}: ${error.message}`);
            assert.match(error.message, words);
        }
    });

    test('a name that is taken is 409', async () => {
        const { client } = world;
        const name = await cities(client);
        const error = await failure(client.createCollection(name, { vectors: { size: 4, distance: 'Dot' } }));
        assert.equal(error.status, 409);
        assert.ok(error.message.includes(name), error.message);
    });
});

describe('keys', () => {
    let gateway;
    before(async () => (gateway = await startGateway('--api-key', 'right')));
    after(() => gateway.stop());

    test('only the right one opens', async () => {
        assert.ok(await gateway.connect({ apiKey: 'right', https: false }).getCollections());
        for (const apiKey of ['wrong', undefined]) {
            const error = await failure(gateway.connect({ apiKey, https: false }).getCollections());
            assert.ok([401, 403].includes(error.status), `${error.status}`);
        }
    });

    test('the client reads the version', async (context) => {
        const warn = context.mock.method(console, 'warn', () => {});
        const client = gateway.connect({ apiKey: 'right', checkCompatibility: true });
        const { version } = await client.versionInfo();
        // It asks on its own, and says something only if it is more than one version behind.
        await sleep(200);
        const words = warn.mock.calls.map((call) => call.arguments.join(' ')).filter((text) => /version/.test(text));
        assert.ok(words.every((text) => text.includes(`is incompatible with server version ${version}.`)), `${words}`);
    });
});

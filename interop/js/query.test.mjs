import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CITIES, cities, freshName, ids, onEveryWire } from './wires.mjs';

const QUERY = [0.2, 0.1, 0.9, 0.7];

/** The ids by the dot product, best first. */
const nearest = (points = CITIES, query = QUERY) => {
    const score = (point) => point.vector.reduce((sum, value, index) => sum + value * query[index], 0);
    return ids([...points].sort((one, other) => score(other) - score(one)));
};

onEveryWire((world) => {
    test('the nearest, with and without what belongs to them', async () => {
        const { client } = world;
        const name = await cities(client);
        const bare = (await client.query(name, { query: QUERY })).points;
        assert.deepEqual(ids(bare), nearest());
        assert.ok(Math.abs(bare[0].score - 1.362) < 1e-4, `${bare[0].score}`);
        assert.equal(typeof bare[0].version, 'number');
        const more = { limit: 1, with_payload: true, with_vector: true };
        const full = (await client.query(name, { query: QUERY, ...more })).points;
        assert.deepEqual(full[0].payload, CITIES[3].payload);
        assert.equal(full[0].vector.length, 4);
    });

    test('limit, offset, threshold and filter', async () => {
        const { client } = world;
        const name = await cities(client);
        const query = async (more) => ids((await client.query(name, { query: QUERY, ...more })).points);
        assert.deepEqual(await query({ limit: 2 }), nearest().slice(0, 2));
        assert.deepEqual(await query({ limit: 2, offset: 2 }), nearest().slice(2, 4));
        assert.deepEqual(await query({ score_threshold: 1.3 }), [4]);
        const filter = { must: [{ key: 'city', match: { value: 'Berlin' } }] };
        assert.deepEqual(await query({ filter }), nearest([CITIES[0], CITIES[2]]));
        assert.deepEqual(await query({ params: { exact: true, hnsw_ef: 64 } }), nearest());
    });

    test('every kind of query', async () => {
        const { client } = world;
        const name = await cities(client);
        await client.createPayloadIndex(name, { field_name: 'rank', field_schema: 'integer', wait: true });
        const query = async (more) => ids((await client.query(name, more)).points);
        const like = nearest(CITIES.slice(1), CITIES[0].vector);
        assert.deepEqual(await query({ query: 1 }), like);
        assert.deepEqual(await query({ query: { nearest: 1 } }), like);
        assert.deepEqual(await query({ query: { recommend: { positive: [1], strategy: 'best_score' } } }), like);
        assert.equal((await query({ query: { recommend: { positive: [1], negative: [QUERY] } } })).length, 5);
        const discover = { target: QUERY, context: [{ positive: 4, negative: 2 }] };
        assert.equal((await query({ query: { discover } })).length, 4);
        assert.equal((await query({ query: { context: [{ positive: 4, negative: 2 }] } })).length, 4);
        assert.deepEqual(await query({ query: { order_by: 'rank' }, limit: 2 }), [CITIES[5].id, 1]);
        assert.equal((await query({ query: { sample: 'random' }, limit: 3 })).length, 3);
        const mmr = { nearest: QUERY, mmr: { diversity: 0.5, candidates_limit: 6 } };
        assert.equal((await query({ query: mmr, limit: 3 }))[0], 4);
        const formula = { sum: ['$score', { mult: [10, { key: 'city', match: { value: 'London' } }] }] };
        assert.equal((await query({ prefetch: { query: QUERY }, query: { formula } }))[0], 2);
        const defaults = { formula: { mult: [-1, 'rank'] }, defaults: { rank: 0 } };
        assert.equal((await query({ prefetch: { query: QUERY }, query: defaults }))[0], CITIES[5].id);
        assert.deepEqual(await query({ limit: 3 }), [1, 2, 3]);
    });

    test('fusion of prefetches', async () => {
        const { client } = world;
        const name = freshName();
        await client.createCollection(name, {
            vectors: { d: { size: 2, distance: 'Dot' } },
            sparse_vectors: { s: {} },
        });
        const points = [1, 2, 3].map((id) => ({
            id,
            vector: { d: [id, 1], s: { indices: [id, 9], values: [1, 1 / id] } },
        }));
        await client.upsert(name, { wait: true, points });
        const sparse = await client.query(name, { query: { indices: [9], values: [1] }, using: 's' });
        assert.deepEqual(ids(sparse.points), [1, 2, 3]);
        const prefetch = [
            { query: [1, 0], using: 'd', limit: 2 },
            { query: { indices: [9], values: [1] }, using: 's', limit: 2, filter: { must: [{ has_id: [1, 2] }] } },
        ];
        for (const query of [{ fusion: 'rrf' }, { fusion: 'dbsf' }, { rrf: { k: 10 } }]) {
            const fused = await client.query(name, { prefetch, query });
            assert.deepEqual(ids(fused.points).sort(), [1, 2, 3], JSON.stringify(query));
        }
        const fused = { prefetch, query: { fusion: 'rrf' }, limit: 3 };
        const nested = await client.query(name, { prefetch: [fused], query: [0, 1], using: 'd' });
        assert.equal(nested.points.length, 3);
    });

    test('several queries at once', async () => {
        const { client } = world;
        const name = await cities(client);
        const searches = [{ query: QUERY, limit: 2 }, { query: 1, limit: 1, with_payload: true }, { limit: 1 }];
        const answers = await client.queryBatch(name, { searches });
        assert.equal(answers.length, 3);
        assert.deepEqual(ids(answers[0].points), nearest().slice(0, 2));
        assert.ok(answers[1].points[0].payload.city);
        assert.deepEqual(ids(answers[2].points), [1]);
    });

    test('a lookup in another collection', async () => {
        const { client } = world;
        const [name, other] = [await cities(client), await cities(client)];
        const filter = { must: [{ has_id: [1] }] };
        await client.delete(name, { filter, wait: true });
        const found = await client.query(name, { query: 1, lookup_from: { collection: other } });
        assert.deepEqual(ids(found.points), nearest(CITIES.slice(1), CITIES[0].vector));
    });

    test('facets', async () => {
        const { client } = world;
        const name = await cities(client);
        await client.createPayloadIndex(name, { field_name: 'city', field_schema: 'keyword', wait: true });
        const { hits } = await client.facet(name, { key: 'city', exact: true });
        assert.deepEqual(hits[0], { value: 'Berlin', count: 2 });
        assert.deepEqual(hits.map((hit) => hit.value).sort(), ['Berlin', 'Köln', 'London', 'Paris']);
        const filter = { must: [{ key: 'rank', range: { gt: 3 } }] };
        const some = await client.facet(name, { key: 'city', filter, limit: 1 });
        assert.deepEqual(some, { hits: [{ value: 'Köln', count: 1 }] });
    });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CITIES, cities, freshName, ids, onEveryWire } from './wires.mjs';

onEveryWire((world) => {
    test('points come back as they went', async () => {
        const { client } = world;
        const name = await cities(client);
        const points = await client.retrieve(name, { ids: ids(CITIES), with_payload: true, with_vector: true });
        assert.equal(points.length, CITIES.length);
        for (const sent of CITIES) {
            const found = points.find((point) => point.id === sent.id);
            assert.deepEqual(found.payload, sent.payload ?? {});
            assert.deepEqual(found.vector.map(Math.fround), sent.vector.map(Math.fround));
        }
        assert.deepEqual(await client.retrieve(name, { ids: [99] }), []);
    });

    test('points in columns', async () => {
        const { client } = world;
        const name = freshName();
        await client.createCollection(name, { vectors: { size: 2, distance: 'Dot' } });
        const batch = { ids: [1, 2], vectors: [[1, 0], [0, 1]], payloads: [{ a: 1 }, {}] };
        const result = await client.upsert(name, { wait: true, batch });
        assert.equal(result.status, 'completed');
        assert.equal(typeof result.operation_id, 'number');
        const [one] = await client.retrieve(name, { ids: [1], with_vector: true });
        assert.deepEqual(one, { id: 1, payload: { a: 1 }, vector: [1, 0] });
    });

    test('named, sparse and multiple vectors', async () => {
        const { client } = world;
        const name = freshName();
        await client.createCollection(name, {
            vectors: {
                d: { size: 2, distance: 'Dot' },
                m: { size: 2, distance: 'Dot', multivector_config: { comparator: 'max_sim' } },
            },
            sparse_vectors: { s: {} },
        });
        const vector = { d: [1, 2], m: [[1, 0], [0, 1]], s: { indices: [7, 9], values: [0.5, 1.5] } };
        await client.upsert(name, { wait: true, points: [{ id: 1, vector }, { id: 2, vector: { d: [3, 4] } }] });
        const [one, two] = (await client.scroll(name, { with_vector: true })).points;
        assert.deepEqual(one.vector, vector);
        assert.deepEqual(two.vector, { d: [3, 4] });
        const [only] = (await client.scroll(name, { with_vector: ['s'], limit: 1 })).points;
        assert.deepEqual(only.vector, { s: vector.s });
    });

    test('pages, in order of ids and of a value', async () => {
        const { client } = world;
        const name = await cities(client);
        const seen = [];
        let offset;
        do {
            const page = await client.scroll(name, { limit: 4, offset });
            seen.push(...ids(page.points));
            offset = page.next_page_offset;
        } while (offset != null);
        assert.deepEqual(seen, ids(CITIES));
        await client.createPayloadIndex(name, { field_name: 'rank', field_schema: 'integer', wait: true });
        const ordered = await client.scroll(name, { order_by: { key: 'rank', direction: 'desc' }, limit: 3 });
        assert.deepEqual(ids(ordered.points), [4, 3, 2]);
        assert.equal(ordered.points[0].order_value, 4);
    });

    test('payload is selected', async () => {
        const { client } = world;
        const name = await cities(client);
        const payload = async (with_payload) => (await client.retrieve(name, { ids: [1], with_payload }))[0].payload;
        assert.deepEqual(await payload(['city']), { city: 'Berlin' });
        assert.deepEqual(await payload({ include: ['rank'] }), { rank: 1 });
        assert.deepEqual(Object.keys(await payload({ exclude: ['at', 'tags'] })).sort(), ['city', 'rank']);
        assert.ok(Object.keys((await payload(false)) ?? {}).length === 0);
    });

    test('payload is set, overwritten, deleted and cleared', async () => {
        const { client } = world;
        const name = await cities(client);
        const payload = async (id) => (await client.retrieve(name, { ids: [id] }))[0].payload;
        const wait = true;
        const result = await client.setPayload(name, { payload: { rank: 10, 'new': [1.0, 'x'] }, points: [3], wait });
        assert.equal(result.status, 'completed');
        assert.deepEqual(await payload(3), { ...CITIES[2].payload, rank: 10, 'new': [1, 'x'] });
        await client.setPayload(name, { payload: { y: 1 }, key: 'nested', points: [3], wait });
        assert.deepEqual((await payload(3)).nested, { y: 1 });
        const berlin = { must: [{ key: 'city', match: { value: 'Berlin' } }] };
        await client.setPayload(name, { payload: { capital: true }, filter: berlin, wait });
        assert.equal((await payload(1)).capital, true);
        await client.overwritePayload(name, { payload: { only: 'this' }, points: [2], wait });
        assert.deepEqual(await payload(2), { only: 'this' });
        await client.deletePayload(name, { keys: ['rank', 'tags'], points: [1], wait });
        assert.deepEqual(Object.keys(await payload(1)).sort(), ['at', 'capital', 'city']);
        await client.clearPayload(name, { points: [1], wait });
        assert.deepEqual((await payload(1)) ?? {}, {});
        await client.clearPayload(name, { filter: berlin, wait });
        assert.deepEqual((await payload(3)) ?? {}, {});
    });

    test('points are deleted by id and by filter', async () => {
        const { client } = world;
        const name = await cities(client);
        const result = await client.delete(name, { points: [1, CITIES[5].id], wait: true });
        assert.equal(result.status, 'completed');
        assert.deepEqual(await client.count(name), { count: 4 });
        await client.delete(name, { filter: { must: [{ key: 'city', match: { value: 'Berlin' } }] }, wait: true });
        assert.deepEqual(ids((await client.scroll(name)).points), [2, 4, 5]);
    });

    test('numbers, filters and accuracy of a count', async () => {
        const { client } = world;
        const name = await cities(client);
        const filter = { must: [{ key: 'city', match: { value: 'Berlin' } }] };
        assert.deepEqual(await client.count(name, { filter, exact: true }), { count: 2 });
        assert.deepEqual(await client.count(name), { count: 6 });
        assert.equal(typeof (await client.count(name, { exact: false })).count, 'number');
    });

    test('every filter', async () => {
        const { client } = world;
        const name = await cities(client);
        await client.createPayloadIndex(name, { field_name: 'text', field_schema: 'text', wait: true });
        const paris = CITIES[5].id;
        const box = { top_left: { lon: 13, lat: 53 }, bottom_right: { lon: 14, lat: 52 } };
        const ring = [[13, 52], [13, 53], [14, 53], [14, 52], [13, 52]].map(([lon, lat]) => ({ lon, lat }));
        for (const [condition, expected] of [
            [{ key: 'city', match: { value: 'Köln' } }, [4]],
            [{ key: 'rank', match: { value: 2 } }, [2]],
            [{ key: 'open', match: { value: true } }, [4]],
            [{ key: 'city', match: { any: ['Köln', 'Paris'] } }, [4, paris]],
            [{ key: 'city', match: { except: ['Berlin', 'Köln', 'London'] } }, [paris]],
            [{ key: 'text', match: { text: 'old town' } }, [4]],
            [{ key: 'rank', range: { gte: 2, lt: 4 } }, [2, 3]],
            [{ key: 'price', range: { gt: 1 } }, [3]],
            [{ key: 'since', range: { gte: '2019-12-31T23:00:00Z', lt: '2020-06-01T00:00:00Z' } }, [2]],
            [{ key: 'at', geo_bounding_box: box }, [1]],
            [{ key: 'at', geo_radius: { center: { lon: 13.4, lat: 52.5 }, radius: 100 } }, [1]],
            [{ key: 'at', geo_polygon: { exterior: { points: ring } } }, [1]],
            [{ key: 'tags', values_count: { gte: 2 } }, [2]],
            [{ is_empty: { key: 'city' } }, [5]],
            [{ is_null: { key: 'nothing' } }, [4]],
            [{ has_id: [3, 5, paris] }, [3, 5, paris]],
            [{ has_vector: '' }, ids(CITIES)],
            [{ nested: { key: 'deep', filter: { must: [{ key: 'x', match: { value: 2 } }] } } }, [3]],
            [{ should: [{ has_id: [1] }, { must: [{ has_id: [2] }] }] }, [1, 2]],
        ]) {
            const found = await client.scroll(name, { filter: { must: [condition] } });
            assert.deepEqual(ids(found.points), expected, JSON.stringify(condition));
        }
        const filters = [
            [{ must_not: [{ has_id: [1, 2, 3] }] }, [4, 5, paris]],
            [{ should: [{ has_id: [1] }, { key: 'rank', match: { value: 2 } }] }, [1, 2]],
            [
                { min_should: { conditions: [{ has_id: [1, 2] }, { has_id: [2, 3] }, { has_id: [3] }], min_count: 2 } },
                [2, 3],
            ],
        ];
        for (const [filter, expected] of filters) {
            assert.deepEqual(ids((await client.scroll(name, { filter })).points), expected, JSON.stringify(filter));
        }
    });

    test('options of a write', async () => {
        const { client } = world;
        const name = await cities(client);
        const points = [{ id: 7, vector: [1, 0, 0, 0] }];
        for (const ordering of ['weak', 'medium', 'strong']) {
            assert.equal((await client.upsert(name, { points, ordering, wait: true })).status, 'completed');
        }
        assert.match((await client.upsert(name, { points, wait: false })).status, /^(acknowledged|completed)$/);
    });
});

// Groups, matrices, snapshots, vectors by name, batches of writes, and what the searches were before the query.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CITIES, cities, failure, freshName, ids, onEveryWire } from './wires.mjs';

const QUERY = [0.2, 0.1, 0.9, 0.7];
const BERLIN = { must: [{ key: 'city', match: { value: 'Berlin' } }] };

onEveryWire((world) => {
    test('groups, with points of another collection', async () => {
        const { client } = world;
        const name = await cities(client);
        await client.createPayloadIndex(name, { field_name: 'city', field_schema: 'keyword', wait: true });
        const { groups } = await client.queryGroups(name, { query: QUERY, group_by: 'city', limit: 2, group_size: 2 });
        assert.deepEqual(groups.map((group) => group.id), ['Köln', 'Berlin']);
        assert.deepEqual(groups.map((group) => ids(group.hits)), [[4], [1, 3]]);
        const other = await cities(client);
        const looked = await client.queryGroups(name, {
            query: QUERY,
            group_by: 'rank',
            limit: 1,
            with_lookup: { collection: other, with_payload: ['city'] },
        });
        assert.equal(looked.groups[0].lookup.id, 4);
        assert.deepEqual(looked.groups[0].lookup.payload, { city: 'Köln' });
    });

    test('distances between points, as pairs and as offsets', async () => {
        const { client } = world;
        const name = await cities(client);
        const { pairs } = await client.searchMatrixPairs(name, { sample: 6, limit: 2 });
        assert.equal(pairs.length, 12);
        assert.deepEqual(Object.keys(pairs[0]).sort(), ['a', 'b', 'score']);
        const matrix = await client.searchMatrixOffsets(name, { sample: 6, limit: 2, filter: BERLIN });
        assert.deepEqual([...matrix.ids].sort(), [1, 3]);
        assert.equal(matrix.offsets_row.length, matrix.scores.length);
        assert.equal(matrix.offsets_col.length, matrix.scores.length);
    });

    test('snapshots of a collection', async () => {
        const { client } = world;
        const name = await cities(client);
        assert.deepEqual(await client.listSnapshots(name), []);
        const made = await client.createSnapshot(name);
        assert.ok(made.name && made.size > 0);
        const listed = await client.listSnapshots(name);
        assert.deepEqual(listed.map((each) => each.name), [made.name]);
        assert.equal(listed[0].size, made.size);
        assert.equal(await client.deleteSnapshot(name, made.name), true);
        assert.deepEqual(await client.listSnapshots(name), []);
        assert.equal((await failure(client.deleteSnapshot(name, 'nothing.snapshot'))).status, 404);
        assert.equal((await failure(client.listSnapshots(freshName()))).status, 404);
    });

    test('snapshots of the whole store', async () => {
        const { client } = world;
        const made = await client.createFullSnapshot();
        assert.ok((await client.listFullSnapshots()).some((each) => each.name === made.name));
        assert.equal(await client.deleteFullSnapshot(made.name), true);
        assert.ok(!(await client.listFullSnapshots()).some((each) => each.name === made.name));
    });

    test('vectors are updated and deleted', async () => {
        const { client } = world;
        const name = await cities(client);
        await client.updateVectors(name, { points: [{ id: 1, vector: [1, 0, 0, 0] }], wait: true });
        const [one] = await client.retrieve(name, { ids: [1], with_vector: true });
        assert.deepEqual(one.vector, [1, 0, 0, 0]);
        assert.equal(one.payload.city, 'Berlin');
        await client.deleteVectors(name, { points: [2], vector: [''], wait: true });
        const [two] = await client.retrieve(name, { ids: [2], with_vector: true });
        assert.equal(Object.keys(two.vector ?? {}).length, 0);
    });

    test('a named vector is added and taken away', async () => {
        const { client } = world;
        const name = freshName();
        await client.createCollection(name, { vectors: { a: { size: 2, distance: 'Dot' } } });
        await client.createVectorName(name, 'b', { dense: { size: 3, distance: 'Cosine' } }, { wait: true });
        const vectors = async () => Object.keys((await client.getCollection(name)).config.params.vectors).sort();
        assert.deepEqual(await vectors(), ['a', 'b']);
        await client.deleteVectorName(name, 'b', { wait: true });
        assert.deepEqual(await vectors(), ['a']);
    });

    test('several writes at once', async () => {
        const { client } = world;
        const name = await cities(client);
        const results = await client.batchUpdate(name, {
            wait: true,
            operations: [
                { upsert: { points: [{ id: 7, vector: [0, 0, 0, 1], payload: { city: 'Rom' } }] } },
                { update_vectors: { points: [{ id: 1, vector: [0, 1, 0, 0] }] } },
                { set_payload: { payload: { seen: true }, filter: BERLIN } },
                { overwrite_payload: { payload: { city: 'Wien' }, points: [2] } },
                { delete_payload: { keys: ['rank'], points: [3] } },
                { clear_payload: { points: [4] } },
                { delete: { points: [5] } },
            ],
        });
        assert.deepEqual(results.map((result) => result.status), Array(7).fill('completed'));
        const points = (await client.scroll(name, { with_vector: true })).points;
        assert.deepEqual(ids(points), [1, 2, 3, 4, 7, CITIES[5].id]);
        assert.deepEqual(points[0].vector, [0, 1, 0, 0]);
        assert.equal(points[0].payload.seen, true);
        assert.deepEqual(points[1].payload, { city: 'Wien' });
        assert.ok(!('rank' in points[2].payload));
        assert.deepEqual(points[3].payload ?? {}, {});
        assert.deepEqual(points[4].payload, { city: 'Rom' });
    });

    test('former searches', async () => {
        const { client } = world;
        const name = await cities(client);
        const expected = ids((await client.query(name, { query: QUERY, limit: 3 })).points);
        const hits = await client.search(name, { vector: QUERY, limit: 3, with_payload: true });
        assert.deepEqual(ids(hits), expected);
        assert.equal(hits[0].payload.city, 'Köln');
        const searches = [3, 1].map((limit) => ({ vector: QUERY, limit }));
        const batch = await client.searchBatch(name, { searches });
        assert.deepEqual(batch.map(ids), [expected, expected.slice(0, 1)]);
        const by = { group_by: 'city', limit: 2, group_size: 1 };
        const groups = await client.searchPointGroups(name, { vector: QUERY, ...by });
        assert.deepEqual(groups.groups.map((group) => group.id), ['Köln', 'Berlin']);
    });

    test('former recommendations and discoveries', async () => {
        const { client } = world;
        const name = await cities(client);
        const like = ids((await client.query(name, { query: 1, limit: 3 })).points);
        assert.deepEqual(ids(await client.recommend(name, { positive: [1], limit: 3 })), like);
        const batch = await client.recommendBatch(name, { searches: [{ positive: [1], limit: 3 }] });
        assert.deepEqual(batch.map(ids), [like]);
        const by = { group_by: 'city', limit: 2, group_size: 1 };
        const groups = await client.recommendPointGroups(name, { positive: [1], ...by });
        assert.equal(groups.groups.length, 2);
        const context = [{ positive: 4, negative: 2 }];
        assert.equal((await client.discoverPoints(name, { target: QUERY, context, limit: 3 })).length, 3);
        const discovered = await client.discoverBatchPoints(name, { searches: [{ target: QUERY, context, limit: 1 }] });
        assert.equal(discovered[0].length, 1);
    });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cities, freshName, onEveryWire } from './wires.mjs';

onEveryWire((world) => {
    test('the server has a title and a version', async () => {
        const info = await world.client.versionInfo();
        assert.ok(info.title);
        assert.match(info.version, /^\d+\.\d+\.\d+/);
    });

    test('a collection is made, listed, described and deleted', async () => {
        const { client } = world;
        const name = freshName();
        assert.deepEqual(await client.collectionExists(name), { exists: false });
        assert.equal(await client.createCollection(name, { vectors: { size: 4, distance: 'Cosine' } }), true);
        assert.deepEqual(await client.collectionExists(name), { exists: true });
        const { collections } = await client.getCollections();
        assert.ok(collections.some((each) => each.name === name));
        const info = await client.getCollection(name);
        assert.equal(info.status, 'green');
        assert.equal(info.optimizer_status, 'ok');
        assert.equal(info.points_count, 0);
        assert.deepEqual(info.config.params.vectors, { size: 4, distance: 'Cosine' });
        assert.equal(await client.deleteCollection(name), true);
        assert.deepEqual(await client.collectionExists(name), { exists: false });
    });

    test('every part of a creation is in the description', async () => {
        const { client } = world;
        const name = freshName();
        await client.createCollection(name, {
            vectors: {
                image: { size: 3, distance: 'Euclid', on_disk: true, hnsw_config: { m: 8 } },
                text: { size: 2, distance: 'Dot', multivector_config: { comparator: 'max_sim' }, datatype: 'float16' },
            },
            sparse_vectors: { words: { modifier: 'idf', index: { full_scan_threshold: 100 } } },
            hnsw_config: { m: 24, ef_construct: 120 },
            optimizers_config: { indexing_threshold: 5000 },
            quantization_config: { scalar: { type: 'int8', quantile: 0.9, always_ram: true } },
            on_disk_payload: true,
        });
        const { config } = await client.getCollection(name);
        const { image, text } = config.params.vectors;
        assert.deepEqual(image, { size: 3, distance: 'Euclid', on_disk: true, hnsw_config: { m: 8 } });
        assert.equal(text.multivector_config.comparator, 'max_sim');
        assert.equal(text.datatype, 'float16');
        assert.equal(config.params.sparse_vectors.words.modifier, 'idf');
        assert.equal(config.params.sparse_vectors.words.index.full_scan_threshold, 100);
        assert.equal(config.params.on_disk_payload, true);
        assert.equal(config.hnsw_config.m, 24);
        assert.equal(config.hnsw_config.ef_construct, 120);
        assert.equal(config.optimizer_config.indexing_threshold, 5000);
        assert.equal(config.quantization_config.scalar.type, 'int8');
    });

    test('a collection is changed', async () => {
        const { client } = world;
        const name = await cities(client);
        const changed = await client.updateCollection(name, { optimizers_config: { indexing_threshold: 777 } });
        assert.equal(changed, true);
        assert.equal((await client.getCollection(name)).config.optimizer_config.indexing_threshold, 777);
    });

    test('a collection is made anew', async () => {
        const { client } = world;
        const name = await cities(client);
        assert.equal(await client.recreateCollection(name, { vectors: { size: 2, distance: 'Dot' } }), true);
        assert.deepEqual(await client.count(name), { count: 0 });
    });

    test('aliases are made, renamed, listed and deleted', async () => {
        const { client } = world;
        const name = await cities(client);
        const [first, second] = [freshName(), freshName()];
        const change = (...actions) => client.updateCollectionAliases({ actions });
        assert.equal(await change({ create_alias: { collection_name: name, alias_name: first } }), true);
        assert.deepEqual(await client.getCollectionAliases(name), {
            aliases: [{ alias_name: first, collection_name: name }],
        });
        assert.deepEqual(await client.count(first), { count: 6 });
        await change({ rename_alias: { old_alias_name: first, new_alias_name: second } });
        const { aliases } = await client.getAliases();
        assert.ok(aliases.some((each) => each.alias_name === second && each.collection_name === name));
        assert.ok(!aliases.some((each) => each.alias_name === first));
        await change({ delete_alias: { alias_name: second } });
        assert.deepEqual(await client.getCollectionAliases(name), { aliases: [] });
    });

    test('payload indexes are made and deleted', async () => {
        const { client } = world;
        const name = await cities(client);
        const schemas = {
            city: 'keyword',
            rank: { type: 'integer', lookup: true, range: true },
            price: 'float',
            at: 'geo',
            open: 'bool',
            since: { type: 'datetime', on_disk: false },
            text: { type: 'text', tokenizer: 'word', lowercase: true, min_token_len: 2 },
        };
        for (const [field_name, field_schema] of Object.entries(schemas)) {
            const result = await client.createPayloadIndex(name, { field_name, field_schema, wait: true });
            assert.equal(result.status, 'completed');
        }
        const { payload_schema: found } = await client.getCollection(name);
        assert.deepEqual(Object.keys(found).sort(), Object.keys(schemas).sort());
        assert.equal(found.city.data_type, 'keyword');
        assert.equal(found.city.points, 5);
        assert.equal(found.rank.params.range, true);
        assert.equal(found.text.params.min_token_len, 2);
        assert.equal((await client.deletePayloadIndex(name, 'city', { wait: true })).status, 'completed');
        assert.ok(!('city' in (await client.getCollection(name)).payload_schema));
    });
});

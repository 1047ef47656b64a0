// Runs tests on a gateway over the embedded engine, and on one that hands everything on over gRPC.

import { after, before, describe } from 'node:test';

import { startGateway } from './gateway.mjs';

let number = 0;

/** A name that no other collection has. */
export const freshName = () => `interop-js-${process.pid}-${(number += 1)}`;

/** Defines the same tests for every wire; `world` has the client once they run. */
export function onEveryWire(define) {
    for (const wire of ['rest', 'rest over grpc']) {
        describe(wire, () => {
            const world = {};
            const gateways = [];
            before(async () => {
                gateways.push(await startGateway());
                if (wire === 'rest over grpc') {
                    gateways.push(await startGateway('--upstream', gateways[0].grpcUrl));
                }
                Object.assign(world, gateways.at(-1), { client: gateways.at(-1).connect() });
            });
            after(async () => {
                for (const gateway of gateways.reverse()) await gateway.stop();
            });
            define(world);
        });
    }
}

const PAYLOADS = [
    { city: 'Berlin', rank: 1, tags: ['a'], at: { lon: 13.4, lat: 52.5 } },
    { city: 'London', rank: 2, tags: ['a', 'b'], since: '2020-01-01T00:00:00Z' },
    { city: 'Berlin', rank: 3, price: 1.5, deep: [{ x: 1 }, { x: 2 }] },
    { city: 'Köln', rank: 4, open: true, nothing: null, text: 'the great old town' },
    undefined,
    { city: 'Paris', rank: -6 },
];
const IDS = [1, 2, 3, 4, 5, '0f3c1c2e-7c1b-4a51-9d6e-3f1f5f0f6a11'];
const VECTORS = [
    [0.05, 0.61, 0.76, 0.74],
    [0.19, 0.81, 0.75, 0.11],
    [0.36, 0.55, 0.47, 0.94],
    [0.18, 0.01, 0.85, 0.8],
    [0.24, 0.18, 0.22, 0.44],
    [0.35, 0.08, 0.11, 0.44],
];

export const CITIES = IDS.map((id, index) => ({ id, vector: VECTORS[index], payload: PAYLOADS[index] }));

/** Makes a collection of the cities and returns its name. */
export async function cities(client) {
    const name = freshName();
    await client.createCollection(name, { vectors: { size: 4, distance: 'Dot' } });
    await client.upsert(name, { wait: true, points: CITIES });
    return name;
}

export const ids = (points) => points.map((point) => point.id);

/** The error of a call that has to fail, with its status and the server's words. */
export async function failure(call) {
    try {
        await call;
    } catch (error) {
        return { name: error.name, status: error.status, message: error.data?.status?.error };
    }
    throw new Error('this call has to fail');
}

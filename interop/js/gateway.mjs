// Starts a gateway, and a client of it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { QdrantClient } from '@qdrant/js-client-rest';

const START_MILLISECONDS = 30_000;
const STOP_MILLISECONDS = 10_000;

async function freePorts(count) {
    const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
    await Promise.all(servers.map((server) => once(server, 'listening')));
    const ports = servers.map((server) => server.address().port);
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    return ports;
}

/** A running gateway with ports of its own; `options` are those of its program. */
export async function startGateway(...options) {
    const program = process.env.QDRANT_GATEWAY;
    if (!program) throw new Error('QDRANT_GATEWAY names no program: start the tests with interop/run');
    const [rest, grpc] = await freePorts(2);
    const url = `http://127.0.0.1:${rest}`;
    const gateway = spawn(program, ['--rest-port', rest, '--grpc-port', grpc, ...options], {
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [gateway.stdout, gateway.stderr]) stream.on('data', (text) => (output += text));
    const ended = once(gateway, 'exit');

    const stop = async () => {
        gateway.kill('SIGTERM');
        const timer = setTimeout(() => gateway.kill('SIGKILL'), STOP_MILLISECONDS);
        const [code] = await ended;
        clearTimeout(timer);
        if (code !== 0) throw new Error(`the gateway ended with ${code}: ${output}`);
    };
    const connect = (more = {}) => new QdrantClient({ url, checkCompatibility: false, timeout: 30_000, ...more });

    const deadline = Date.now() + START_MILLISECONDS;
    while (Date.now() < deadline && gateway.exitCode === null) {
        try {
            if ((await fetch(url)).ok) return { url, grpcUrl: `grpc://127.0.0.1:${grpc}`, connect, stop };
        } catch {
            // It does not listen yet.
        }
        await sleep(50);
    }
    gateway.kill('SIGKILL');
    throw new Error(`the gateway did not start: ${output}`);
}

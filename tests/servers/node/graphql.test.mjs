// The shop on graphql-ws, as its own client sees it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packaged } from './packages.mjs';
import { queue, start } from './running.mjs';

const { createClient } = packaged('graphql-ws');
const WebSocket = packaged('ws');

function subscribe(t, server, token) {
  const heard = queue();
  const client = createClient({
    url: `ws://${server.address}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token },
    retryAttempts: 0,
    lazyCloseTimeout: 0,
    on: {
      connected: () => heard.put('connected'),
      closed: ({ code, reason }) => heard.put({ code, reason: String(reason) }),
    },
  });
  t.after(() => client.dispose());
  client.subscribe(
    { query: 'subscription { signals { event shop } }' },
    { next: ({ data }) => heard.put({ ...data.signals }), error: () => {}, complete: () => {} },
  );
  return heard;
}

/** Waits until so many sockets of a person are subscribed. */
async function subscribed(server, person, count) {
  while (((await server.counts()).sockets[person] ?? 0) !== count);
}

test('a change is told to the person it concerns and to nobody else', async (t) => {
  const server = await start(t, 'graphql');
  const [ada, ben] = ['ada-token', 'ben-token'].map((token) => subscribe(t, server, token));
  assert.equal(await ada.next(), 'connected');
  assert.equal(await ben.next(), 'connected');
  await subscribed(server, 'ada', 1);
  await subscribed(server, 'ben', 1);
  await server.control('order', { shop: '7', person: 'ada' });
  assert.deepEqual(await ada.next(), { event: 'order_placed', shop: '7' });
  await server.control('profile', { person: 'ben' });
  assert.deepEqual(await ben.next(), { event: 'profile_updated', shop: null });
  assert.equal(ada.length, 0);
});

test('wrong and expired tokens are forbidden', async (t) => {
  const server = await start(t, 'graphql');
  assert.deepEqual(await subscribe(t, server, 'no-token').next(), { code: 4403, reason: 'Forbidden' });
  const old = await subscribe(t, server, 'old-token').next();
  assert.deepEqual(old, { code: 4403, reason: 'Forbidden: the token has expired' });
});

test('a token that expires closes its sockets', async (t) => {
  const server = await start(t, 'graphql');
  const heard = subscribe(t, server, 'ada-token');
  assert.equal(await heard.next(), 'connected');
  await server.control('expire', { token: 'ada-token' });
  assert.deepEqual(await heard.next(), { code: 4403, reason: 'Forbidden: the token has expired' });
  await subscribed(server, 'ada', 0);
  assert.equal((await server.get('/api/profile', 'ada-token')).status, 401);
});

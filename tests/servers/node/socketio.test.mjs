// The shop on Socket.IO, as its own client sees it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packaged } from './packages.mjs';
import { queue, start } from './running.mjs';

const { io } = packaged('socket.io-client');

function connect(t, server, token) {
  const socket = io(`http://${server.address}`, { transports: ['websocket'], auth: { token }, reconnection: false });
  t.after(() => socket.disconnect());
  const heard = queue();
  socket.onAny((event, data) => heard.put([event, data]));
  for (const word of ['connect', 'connect_error', 'disconnect']) {
    socket.on(word, (what) => heard.put([word, what]));
  }
  return { socket, heard };
}

test('a change is told to the person it concerns and to nobody else', async (t) => {
  const server = await start(t, 'socketio');
  const [ada, ben] = ['ada-token', 'ben-token'].map((token) => connect(t, server, token));
  for (const { heard } of [ada, ben]) assert.equal((await heard.next())[0], 'connect');
  assert.deepEqual((await server.counts()).sockets, { ada: 1, ben: 1 });
  const before = (await server.get('/api/orders/7', 'ada-token')).body;
  await server.control('order', { shop: '7', person: 'ada' });
  assert.deepEqual(await ada.heard.next(), ['order_placed', { shop: '7' }]);
  const after = (await server.get('/api/orders/7', 'ada-token')).body;
  assert.equal(after.revision, before.revision + 1);
  assert.notDeepEqual(after.rows, before.rows);
  await server.control('profile', { person: 'ben' });
  assert.deepEqual(await ben.heard.next(), ['profile_updated', {}]);
  assert.equal(ada.heard.length, 0);
  assert.deepEqual((await server.counts()).gets, { '/api/orders/7': 2 });
});

test('wrong and expired tokens are refused, each in its own words', async (t) => {
  const server = await start(t, 'socketio');
  const [wrong, old] = ['no-token', 'old-token'].map((token) => connect(t, server, token));
  const [, refusal] = await wrong.heard.next();
  assert.equal(refusal.message, 'unauthorized');
  assert.equal(refusal.data, undefined);
  const [, expired] = await old.heard.next();
  assert.deepEqual(expired.data, { code: 'token_expired' });
  assert.equal((await server.get('/api/profile', 'no-token')).status, 401);
  assert.equal((await server.get('/api/profile')).status, 401);
});

test('a token that expires is said so on the open socket, which then leaves', async (t) => {
  const server = await start(t, 'socketio');
  const [first, second] = ['ada-token', 'ada-token-2'].map((token) => connect(t, server, token));
  for (const { heard } of [first, second]) await heard.next();
  await server.control('expire', { token: 'ada-token' });
  assert.deepEqual(await first.heard.next(), ['token_expired', {}]);
  assert.deepEqual(await first.heard.next(), ['disconnect', 'io server disconnect']);
  assert.equal((await server.get('/api/profile', 'ada-token')).status, 401);
  assert.equal((await server.get('/api/profile', 'ada-token-2')).status, 200);
  assert.deepEqual((await server.counts()).sockets, { ada: 1 });
});

test('somebody kicked is disconnected', async (t) => {
  const server = await start(t, 'socketio');
  const { heard } = connect(t, server, 'ada-token');
  await heard.next();
  await server.control('kick', { person: 'ada' });
  assert.deepEqual(await heard.next(), ['disconnect', 'io server disconnect']);
});

test('with recovery a socket that comes back is sent what it missed', async (t) => {
  const server = await start(t, 'socketio', '--recovery');
  const { socket, heard } = connect(t, server, 'ada-token');
  await heard.next();
  await server.control('order', { shop: '7', person: 'ada' });
  assert.equal((await heard.next())[0], 'order_placed');
  socket.io.engine.close();
  assert.equal((await heard.next())[0], 'disconnect');
  await server.control('order', { shop: '8', person: 'ada' });
  socket.connect();
  // What was missed comes before the acknowledgement.
  assert.deepEqual(await heard.next(), ['order_placed', { shop: '8' }]);
  assert.equal((await heard.next())[0], 'connect');
  assert.equal(socket.recovered, true);
});

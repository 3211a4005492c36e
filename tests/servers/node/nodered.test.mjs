// The shop on Node-RED, over the socket of its editor.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packaged } from './packages.mjs';
import { queue, start } from './running.mjs';

const WebSocket = packaged('ws');

function connect(t, server, token) {
  const socket = new WebSocket(`ws://${server.address}/comms`);
  t.after(() => socket.terminate());
  const heard = queue();
  socket.on('open', () => socket.send(JSON.stringify({ auth: token })));
  socket.on('message', (text) => {
    const said = JSON.parse(text);
    // Whoever says anything before is taken for a stranger.
    if (said.auth === 'ok') socket.send(JSON.stringify({ subscribe: 'status/#' }));
    for (const one of [said].flat()) heard.put(one);
  });
  socket.on('close', (code) => heard.put(code));
  return heard;
}

test('a change is a status, which everyone who is signed in is told', async (t) => {
  const server = await start(t, 'nodered');
  const ada = connect(t, server, 'ada-token');
  assert.deepEqual(await ada.next(), { auth: 'ok' });
  assert.deepEqual((await server.counts()).sockets, { ada: 1 });
  const before = (await server.get('/api/orders/7', 'ada-token')).body;
  await server.control('order', { shop: '7', person: 'ada' });
  const status = { topic: 'status/order_placed', data: { text: '7', fill: 'green', shape: 'dot' } };
  assert.deepEqual(await ada.next(), status);
  assert.equal((await server.get('/api/orders/7', 'ada-token')).body.revision, before.revision + 1);
  assert.equal((await server.get('/api/profile', 'ben-token')).body.person, 'ben');
  assert.equal((await server.get('/api/profile', 'no-token')).status, 401);
  // Who comes later is told the last status.
  const ben = connect(t, server, 'ben-token');
  assert.deepEqual(await ben.next(), { auth: 'ok' });
  assert.deepEqual(await ben.next(), status);
});

test('a deploy is told', async (t) => {
  const server = await start(t, 'nodered');
  const ada = connect(t, server, 'ada-token');
  assert.deepEqual(await ada.next(), { auth: 'ok' });
  const headers = { authorization: 'Bearer ada-token', 'node-red-api-version': 'v2' };
  const flows = await (await fetch(`http://${server.address}/flows`, { headers })).text();
  const deployed = await fetch(`http://${server.address}/flows`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'node-red-deployment-type': 'nodes' },
    body: flows,
  });
  assert.equal(deployed.status, 200);
  const seen = [];
  do seen.push((await ada.next()).topic);
  while (seen.at(-1) !== 'notification/runtime-deploy');
});

test('wrong and expired tokens fail, and so does one that expires on an open socket', async (t) => {
  const server = await start(t, 'nodered');
  for (const token of ['no-token', 'old-token']) {
    const heard = connect(t, server, token);
    assert.deepEqual(await heard.next(), { auth: 'fail' });
    assert.equal(await heard.next(), 1005);
  }
  const first = connect(t, server, 'ada-token');
  const second = connect(t, server, 'ada-token-2');
  for (const one of [first, second]) assert.deepEqual(await one.next(), { auth: 'ok' });
  await server.control('expire', { token: 'ada-token' });
  assert.deepEqual(await first.next(), { auth: 'fail' });
  assert.equal(await first.next(), 1005);
  assert.equal((await server.get('/api/profile', 'ada-token')).status, 401);
  await server.control('kick', { person: 'ada' });
  assert.deepEqual(await second.next(), { auth: 'fail' });
});

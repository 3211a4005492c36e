// The PubNub server, by the calls of PubNub's REST reference.

import assert from 'node:assert/strict';
import { get } from 'node:http';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { start } from './running.mjs';

/** The calls of one client. */
function client(server, token, uuid = 'test') {
  return async (tt, { channels = 'user_ada', key = 'sub-c-shop', ...more } = {}) => {
    const query = new URLSearchParams({ tt, uuid, auth: token, ...more });
    const answer = await fetch(`http://${server.address}/v2/subscribe/${key}/${channels}/0?${query}`);
    const body = await answer.json();
    return { status: answer.status, body, tt: body.t?.t, said: body.m?.map(({ d }) => d) };
  };
}

test('the first call brings a position, and a poll from there what came since', async (t) => {
  const server = await start(t, 'pubnub');
  const ada = client(server, 'ada-token');
  const begun = await ada('0');
  assert.deepEqual([begun.status, begun.said], [200, []]);
  // 100 ns since 1970.
  assert.ok(Math.abs(Number(begun.tt) / 10_000 - Date.now()) < 3_600_000);
  const poll = ada(begun.tt, { tr: 1 });
  await server.control('order', { shop: '7', person: 'ada' });
  const seven = await poll;
  assert.deepEqual(seven.said, [{ event: 'order_placed', data: { shop: '7' } }]);
  const [message] = seven.body.m;
  assert.deepEqual([message.c, message.p.t], ['user_ada', seven.tt]);
  // Two between two polls come together, in their order.
  for (const what of ['order', 'profile']) await server.control(what, { shop: '8', person: 'ada' });
  const both = await ada(seven.tt);
  assert.deepEqual(both.said.map(({ event }) => event), ['order_placed', 'profile_updated']);
  assert.ok(BigInt(seven.tt) > BigInt(begun.tt) && BigInt(both.tt) > BigInt(seven.tt));
  assert.deepEqual((await server.counts()).resumed, {});
});

test('a poll without news is answered after its time, with a later position', async (t) => {
  const server = await start(t, 'pubnub', '--poll', '20');
  const ada = client(server, 'ada-token');
  const begun = await ada('0');
  const quiet = await ada(begun.tt);
  assert.deepEqual(quiet.said, []);
  assert.ok(BigInt(quiet.tt) > BigInt(begun.tt));
});

test('who comes back is told what was missed, of the last hundred', async (t) => {
  const server = await start(t, 'pubnub');
  const ada = client(server, 'ada-token');
  const { tt } = await ada('0');
  await server.control('burst', { shop: '7', person: 'ada', count: 99 });
  await ada('0');
  assert.equal((await ada(tt)).said.length, 99);
  await server.control('burst', { shop: '7', person: 'ada', count: 9 });
  assert.equal((await ada(tt)).said.length, 100);
  assert.deepEqual((await server.counts()).resumed, { ada: 2 });
});

test('tokens read their own channel, and each refusal has its words', async (t) => {
  const server = await start(t, 'pubnub');
  for (const [token, message] of [
    ['no-token', 'Forbidden'],
    ['ben-token', 'Forbidden'],
    ['old-token', 'Token is expired.'],
  ]) {
    const { status, body } = await client(server, token)('0');
    assert.deepEqual([status, body.error, body.message], [403, true, message], token);
  }
  const ada = client(server, 'ada-token');
  assert.deepEqual((await ada('0', { channels: 'user_ada,user_ben' })).body.payload, { channels: ['user_ben'] });
  assert.equal((await ada('0', { key: 'another' })).body.message, 'Invalid Subscribe Key');
  assert.equal((await ada('soon')).body.message, 'Invalid Timetoken');
  assert.deepEqual((await server.counts()).sockets, {});
});

test('a poll whose token expires, or is revoked, is refused', async (t) => {
  const server = await start(t, 'pubnub');
  const [ada, renewed] = [client(server, 'ada-token'), client(server, 'ada-token-2')];
  const { tt } = await ada('0');
  const held = ada(tt);
  // One that is refused at once, or held first: the answer is the same.
  await server.control('expire', { token: 'ada-token' });
  assert.equal((await held).body.message, 'Token is expired.');
  const poll = renewed(tt);
  await server.control('kick', { person: 'ada' });
  assert.equal((await poll).body.message, 'Token is revoked.');
  assert.equal((await server.get('/api/profile', 'ada-token-2')).status, 200);
  await server.control('welcome', { person: 'ada' });
  assert.equal((await renewed('0')).status, 200);
});

test('a client counts once, as long as it is connected', { timeout: 20_000 }, async (t) => {
  const server = await start(t, 'pubnub');
  // Each call on a connection of its own, which ends with it.
  const poll = (tt) => {
    const query = new URLSearchParams({ tt, uuid: 'test', auth: 'ada-token' });
    return get(`http://${server.address}/v2/subscribe/sub-c-shop/user_ada/0?${query}`, { agent: false });
  };
  const counted = async (wanted) => {
    while (((await server.counts()).sockets.ada ?? 0) !== wanted) await setTimeout(5);
  };
  const now = String(BigInt(Date.now()) * 10_000n + 10_000_000n);
  const [first, second] = [poll(now), poll(now)];
  for (const one of [first, second]) one.on('error', () => {});
  await counted(1);
  first.destroy();
  second.destroy();
  await counted(0);
});

test('anybody with the keys publishes', async (t) => {
  const server = await start(t, 'pubnub');
  const ada = client(server, 'ada-token');
  const { tt } = await ada('0');
  const text = encodeURIComponent(JSON.stringify({ event: 'hello' }));
  const publish = (key) => fetch(`http://${server.address}/publish/${key}/sub-c-shop/0/user_ada/0/${text}?uuid=me`);
  assert.equal((await publish('another')).status, 400);
  const [done, , time] = await (await publish('pub-c-shop')).json();
  assert.equal(done, 1);
  const heard = await ada(tt);
  assert.deepEqual([heard.said, heard.tt, heard.body.m[0].i], [[{ event: 'hello' }], time, 'me']);
});

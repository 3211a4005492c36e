// The shop over server-sent events, as a client sees it that reads the stream by itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queue, start } from './running.mjs';

/** Opens a stream; `heard` gets each block as its fields, comments as texts, and null at the end. */
async function connect(t, server, token, last) {
  const leaving = new AbortController();
  t.after(() => leaving.abort());
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` };
  if (last !== undefined) headers['last-event-id'] = last;
  const answer = await fetch(`http://${server.address}/events`, { headers, signal: leaving.signal });
  const heard = queue();
  const read = async () => {
    let rest = '';
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + piece).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) heard.put(fields(block));
    }
    heard.put(null);
  };
  if (answer.status === 200) read().catch(() => heard.put(null));
  return { status: answer.status, type: answer.headers.get('content-type'), heard, leave: () => leaving.abort() };
}

const fields = (block) =>
  block.startsWith(':') ? block : Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)));

const quiet = ['--keep-alive', '0'];

test('a change is told to the person it concerns and to nobody else', async (t) => {
  const server = await start(t, 'sse', ...quiet);
  const [ada, ben] = [await connect(t, server, 'ada-token'), await connect(t, server, 'ben-token')];
  assert.equal(ada.type, 'text/event-stream');
  for (const { heard } of [ada, ben]) assert.deepEqual(Object.keys(await heard.next()), ['id']);
  assert.deepEqual((await server.counts()).sockets, { ada: 1, ben: 1 });
  await server.control('order', { shop: '7', person: 'ada' });
  const { event, data } = await ada.heard.next();
  assert.deepEqual([event, data], ['order_placed', '{"shop":"7"}']);
  await server.control('profile', { person: 'ben' });
  assert.equal((await ben.heard.next()).event, 'profile_updated');
  assert.equal(ada.heard.length, 0);
});

test('who comes back with the last id is sent what came after it, and nothing twice', async (t) => {
  const server = await start(t, 'sse', ...quiet);
  const first = await connect(t, server, 'ada-token');
  const { id: begun } = await first.heard.next();
  await server.control('order', { shop: '7', person: 'ada' });
  const { id: seven } = await first.heard.next();
  first.leave();
  await server.control('order', { shop: '8', person: 'ada' });
  const second = await connect(t, server, 'ada-token', seven);
  const eight = await second.heard.next();
  assert.equal(eight.data, '{"shop":"8"}');
  // From before the first event all of them come; from the last one none.
  const third = await connect(t, server, 'ada-token-2', begun);
  assert.deepEqual([(await third.heard.next()).id, (await third.heard.next()).id], [seven, eight.id]);
  const fourth = await connect(t, server, 'ada-token', eight.id);
  assert.deepEqual(await fourth.heard.next(), { id: eight.id });
  assert.deepEqual((await server.counts()).resumed, { ada: 3 });
});

test('an id that is too old, of somebody else, or none at all, is lost', async (t) => {
  const server = await start(t, 'sse', '--keep', '1', ...quiet);
  const ada = await connect(t, server, 'ada-token');
  const { id: begun } = await ada.heard.next();
  for (const shop of ['7', '8']) await server.control('order', { shop, person: 'ada' });
  await ada.heard.next();
  const { id: latest } = await ada.heard.next();
  for (const [token, id] of [['ada-token', begun], ['ben-token', latest], ['ada-token', `${latest}9`], ['ada-token', '7']]) {
    const { heard } = await connect(t, server, token, id);
    const lost = await heard.next();
    assert.equal(lost.event, 'lost', id);
    // It says where to go on from.
    assert.deepEqual(await (await connect(t, server, token, lost.id)).heard.next(), { id: lost.id });
  }
});

test('wrong and expired tokens are refused, and a token that expires ends its stream', async (t) => {
  const server = await start(t, 'sse', ...quiet);
  for (const token of ['no-token', 'old-token']) assert.equal((await connect(t, server, token)).status, 401);
  const ada = await connect(t, server, 'ada-token');
  await ada.heard.next();
  await server.control('expire', { token: 'ada-token' });
  assert.equal(await ada.heard.next(), null);
  assert.equal((await connect(t, server, 'ada-token')).status, 401);
  assert.equal((await connect(t, server, 'ada-token-2')).status, 200);
});

test('somebody kicked is asked not to come back, until they are welcome', async (t) => {
  const server = await start(t, 'sse', ...quiet);
  const ada = await connect(t, server, 'ada-token');
  await ada.heard.next();
  await server.control('kick', { person: 'ada' });
  assert.equal(await ada.heard.next(), null);
  assert.deepEqual((await server.counts()).sockets, {});
  assert.equal((await connect(t, server, 'ada-token')).status, 204);
  assert.equal((await connect(t, server, 'ben-token')).status, 200);
  await server.control('welcome', { person: 'ada' });
  assert.equal((await connect(t, server, 'ada-token')).status, 200);
});

test('a stream on which nothing happens is kept alive by comments', async (t) => {
  const server = await start(t, 'sse', '--keep-alive', '10');
  const { heard } = await connect(t, server, 'ada-token');
  await heard.next();
  assert.equal(await heard.next(), ': alive');
});

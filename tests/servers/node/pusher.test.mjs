// The Pusher server, as Pusher's own client and server library see it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packaged } from './packages.mjs';
import { APP } from './pusher/app.mjs';
import { queue, start } from './running.mjs';

const Client = packaged('pusher-js');
const Library = packaged('pusher');
const WebSocket = packaged('ws');

function connect(t, server, token, { key = APP.key, ...more } = {}) {
  const headers = { authorization: `Bearer ${token}` };
  const client = new Client(key, {
    wsHost: '127.0.0.1',
    wsPort: server.port,
    forceTLS: false,
    enabledTransports: ['ws'],
    disableStats: true,
    cluster: '',
    channelAuthorization: { endpoint: `http://${server.address}/pusher/auth`, transport: 'ajax', headers },
    userAuthentication: { endpoint: `http://${server.address}/pusher/user-auth`, transport: 'ajax', headers },
    ...more,
  });
  t.after(() => client.disconnect());
  const heard = queue();
  client.connection.bind('error', (error) => heard.put(['error', error.data?.code ?? error.error?.data?.code]));
  const subscribe = (name) => client.subscribe(name).bind_global((event, data) => heard.put([event, data]));
  return { client, heard, subscribe };
}

const library = (server, more) =>
  new Library({ ...APP, host: '127.0.0.1', port: String(server.port), useTLS: false, cluster: '', ...more });

test('who has subscribed to their own channel is told what concerns them', async (t) => {
  const server = await start(t, 'pusher');
  const [ada, ben] = ['ada', 'ben'].map((person) => {
    const one = connect(t, server, `${person}-token`);
    one.subscribe(`private-user_${person}`);
    return one;
  });
  for (const { heard } of [ada, ben]) assert.equal((await heard.next())[0], 'pusher:subscription_succeeded');
  assert.deepEqual((await server.counts()).sockets, { ada: 1, ben: 1 });
  await server.control('order', { shop: '7', person: 'ada' });
  assert.deepEqual(await ada.heard.next(), ['order_placed', { shop: '7' }]);
  await library(server).trigger(['private-user_ben', 'private-user_ada'], 'hello', { by: 'the library' });
  for (const { heard } of [ada, ben]) assert.deepEqual(await heard.next(), ['hello', { by: 'the library' }]);
});

test('who triggers with another secret is refused', async (t) => {
  const server = await start(t, 'pusher');
  const triggered = library(server, { secret: 'another' }).trigger('private-user_ada', 'hello', {});
  await assert.rejects(triggered, (error) => error.status === 401);
});

test('wrong and expired tokens, and channels of others, are not signed for', async (t) => {
  const server = await start(t, 'pusher');
  for (const [token, channel, status] of [
    ['no-token', 'private-user_ada', 401],
    ['old-token', 'private-user_ada', 401],
    ['ben-token', 'private-user_ada', 403],
  ]) {
    const { subscribe, heard } = connect(t, server, token);
    subscribe(channel);
    const [event, error] = await heard.next();
    assert.deepEqual([event, error.status], ['pusher:subscription_error', status], token);
  }
});

test('a wrong signature is an error, and no subscription', async (t) => {
  const server = await start(t, 'pusher');
  const customHandler = (_given, done) => done(null, { auth: `${APP.key}:0000` });
  const { subscribe, heard } = connect(t, server, 'ada-token', { channelAuthorization: { customHandler } });
  subscribe('private-user_ada');
  assert.deepEqual(await heard.next(), ['error', 4009]);
  assert.deepEqual((await server.counts()).sockets, {});
});

test('an unknown app, too many connections and an overloaded server say so', async (t) => {
  const server = await start(t, 'pusher', '--limit', '1');
  assert.deepEqual(await connect(t, server, 'ada-token', { key: 'nobody' }).heard.next(), ['error', 4001]);
  await server.control('refuse', { code: 4100 });
  assert.deepEqual(await connect(t, server, 'ada-token').heard.next(), ['error', 4100]);
  await server.control('refuse', { code: 0 });
  const { subscribe, heard } = connect(t, server, 'ada-token');
  subscribe('private-user_ada');
  assert.equal((await heard.next())[0], 'pusher:subscription_succeeded');
  assert.deepEqual(await connect(t, server, 'ada-token').heard.next(), ['error', 4004]);
});

test('after 4200 the client is back at once', async (t) => {
  const server = await start(t, 'pusher');
  const { subscribe, heard } = connect(t, server, 'ada-token');
  subscribe('private-user_ada');
  assert.equal((await heard.next())[0], 'pusher:subscription_succeeded');
  await server.control('close', { code: 4200 });
  assert.deepEqual(await heard.next(), ['error', 4200]);
  // The frame and the close code are an error each.
  let [event] = await heard.next();
  while (event === 'error') [event] = await heard.next();
  assert.equal(event, 'pusher:subscription_succeeded');
});

test('the library ends the connections of a signed-in user, and kicking does', async (t) => {
  const server = await start(t, 'pusher');
  const ada = connect(t, server, 'ada-token');
  ada.client.signin();
  ada.subscribe('private-user_ada');
  assert.equal((await ada.heard.next())[0], 'pusher:subscription_succeeded');
  await ada.client.user.signinDonePromise;
  await library(server).terminateUserConnections('ada');
  assert.deepEqual(await ada.heard.next(), ['error', 4009]);
  const ben = connect(t, server, 'ben-token');
  ben.subscribe('private-user_ben');
  assert.equal((await ben.heard.next())[0], 'pusher:subscription_succeeded');
  await server.control('kick', { person: 'ben' });
  assert.deepEqual(await ben.heard.next(), ['error', 4009]);
});

test('everyone on a presence channel knows who else is', async (t) => {
  const server = await start(t, 'pusher');
  const ada = connect(t, server, 'ada-token');
  const shop = ada.subscribe('presence-shop');
  assert.equal((await ada.heard.next())[0], 'pusher:subscription_succeeded');
  assert.deepEqual(Object.keys(shop.members.members), ['ada']);
  connect(t, server, 'ben-token').subscribe('presence-shop');
  const [event, member] = await ada.heard.next();
  assert.deepEqual([event, member.id], ['pusher:member_added', 'ben']);
});

test('who answers no ping is closed with 4201, whatever their WebSocket answers', async (t) => {
  const server = await start(t, 'pusher', '--activity-timeout', '1', '--pong-timeout', '1');
  const socket = new WebSocket(`ws://${server.address}/app/${APP.key}?protocol=7`);
  const heard = queue();
  socket.on('message', (text) => heard.put(JSON.parse(text)));
  socket.on('close', (code) => heard.put(code));
  const { event, data } = await heard.next();
  assert.equal(event, 'pusher:connection_established');
  assert.equal(JSON.parse(data).activity_timeout, 1);
  assert.equal((await heard.next()).event, 'pusher:ping');
  socket.ping();
  assert.equal((await heard.next()).data.code, 4201);
  assert.equal(await heard.next(), 4201);
});

test('another protocol than 7 is not spoken', async (t) => {
  const server = await start(t, 'pusher');
  for (const [query, wanted] of [['', 4008], ['?protocol=5', 4007]]) {
    const socket = new WebSocket(`ws://${server.address}/app/${APP.key}${query}`);
    const code = await new Promise((resolve) => socket.on('close', resolve));
    assert.equal(code, wanted);
  }
});

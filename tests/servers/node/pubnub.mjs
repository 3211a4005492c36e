// The shop on PubNub: a channel for each person, `user_ada`. PubNub is nothing to install, so this is a small server of
// ours that follows its public REST reference as far as subscribing and publishing go, with an Access Manager that lets
// everybody's token read their own channel.
//
//   --poll MS     after how long a poll without news is answered (310000, as PubNub's)
//   --redis URL   messages and orders are kept there, and survive this process; PubNub itself is never restarted
//
// After `kick` that person's tokens are revoked at PubNub, until POST /control/welcome {"person": "ada"}.

import { flags, listen, number } from './program.mjs';
import { Channels } from './pubnub/channels.mjs';
import { channelOf, Grants } from './pubnub/grants.mjs';
import { inMemory, inRedis } from './pubnub/keeping.mjs';
import { Subscribers } from './pubnub/subscribers.mjs';
import { Shop } from './shop.mjs';
import { state } from './state.mjs';

/** The keys of the one application. */
const [SUBSCRIBE_KEY, PUBLISH_KEY] = ['sub-c-shop', 'pub-c-shop'];

const given = flags({ poll: { type: 'string', default: '310000' }, redis: { type: 'string' } });

const channels = await Channels.open(given.redis ? await inRedis(given.redis) : inMemory());
const grants = new Grants((token) => shop.holder(token));
const subscribers = new Subscribers({ channels, grants, key: SUBSCRIBE_KEY, poll: number(given.poll, 'poll') });

const shop = new Shop(await state(given.redis), {
  emit: async (person, event, data) => void (await channels.publish(channelOf(person), { event, data }, 'shop')),
  // PubNub is slower: it lets a poll that is under way end, and takes up to a minute for a revoked token.
  expire: async (token) => subscribers.check((one) => one.token === token),
  kick: async (person) => {
    grants.revoke(person);
    await subscribers.check((one) => one.person === person);
  },
  sockets: async () => subscribers.people(),
  resumed: () => subscribers.resumed(),
  control: async (what, { person }) => {
    if (what !== 'welcome') return null;
    grants.restore(person);
    return { status: 200, body: {} };
  },
});

/** Answers PubNub's part of the addresses. */
async function pubnub(request) {
  const url = new URL(request.url, 'http://localhost');
  const parts = url.pathname.slice(1).split('/').map(decodeURIComponent);
  if (request.method !== 'GET') return null;
  if (parts[0] === 'v2' && parts[1] === 'subscribe' && parts.length === 5) {
    const [, , key, names] = parts;
    return subscribers.subscribe(request.socket, { key, names: names.split(','), query: url.searchParams });
  }
  if (parts[0] === 'publish' && parts.length === 7) {
    const [, publishes, subscribes, , channel, , text] = parts;
    if (publishes !== PUBLISH_KEY || subscribes !== SUBSCRIBE_KEY) return { status: 400, body: [0, 'Invalid Key', '0'] };
    const time = await channels.publish(channel, JSON.parse(text), url.searchParams.get('uuid'));
    return { status: 200, body: [1, 'Sent', String(time)] };
  }
  return null;
}

await listen(shop.http(pubnub), number(given.port, 'port'));

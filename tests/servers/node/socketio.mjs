// The shop on Socket.IO 4: the example of docs/emitting, a room for each person, with tokens that expire and `/control`.
//
//   --recovery             connectionStateRecovery: who comes back in time is sent what was missed
//   --redis URL            several of these serve one population, through the Redis adapter. It cannot recover
//   --namespace NAME       instead of /
//   --ping-interval MS     how often the server pings (1000)
//   --ping-timeout MS      how long it waits for the answer (1000)

import { admit, placeOrder, room, signal } from '../../../docs/emitting/socketio.mjs';
import { packaged } from './packages.mjs';
import { flags, listen, log, number } from './program.mjs';
import { Shop, tally } from './shop.mjs';
import { state } from './state.mjs';

const { Server } = packaged('socket.io');

const given = flags({
  recovery: { type: 'boolean', default: false },
  redis: { type: 'string' },
  namespace: { type: 'string', default: '/' },
  'ping-interval': { type: 'string', default: '1000' },
  'ping-timeout': { type: 'string', default: '1000' },
});
if (given.recovery && given.redis) {
  log('--recovery and --redis exclude each other: the Redis adapter keeps nothing to recover from');
  process.exit(2);
}

const options = {
  pingInterval: number(given['ping-interval'], 'ping-interval'),
  pingTimeout: number(given['ping-timeout'], 'ping-timeout'),
  serveClient: false,
};
if (given.recovery) {
  // The token is looked at again on the way back: the middleware is not skipped, as it would be by default.
  options.connectionStateRecovery = { maxDisconnectionDuration: 60_000, skipMiddlewares: false };
}
const io = new Server(options);
if (given.redis) io.adapter(await redisAdapter(given.redis));
const people = io.of(given.namespace);

// As a room too, so that the other nodes' sockets are found.
const signedInWith = (token) => `token_${token}`;

/** Who asked, on the way back, for what was missed: with the session's id in the connect packet. */
const offers = [];

const kept = await state(given.redis);
const shop = new Shop(kept, {
  emit: async (person, event, data) => signal(people, person, event, data),
  order: (person, id) => placeOrder(people, database, person, id),
  expire: async (token) => {
    // Socket.IO has no word for it. This is what people do: an event that says so, then the namespace is left, with the
    // connection below it still open.
    people.in(signedInWith(token)).emit('token_expired', {});
    people.in(signedInWith(token)).disconnectSockets(false);
  },
  kick: async (person) => void people.in(room(person)).disconnectSockets(true),
  sockets: async () => tally([...people.sockets.values()].map((socket) => socket.data.person)),
  resumed: () => tally(offers),
});
/** The database of the example. */
const database = { transaction: (work) => work({ addOrder: (_person, id) => kept.change(`orders:${id}`) }) };

// Before anything is decided: what was asked for and refused counts too.
people.use(async (socket, next) => {
  const { token, pid } = socket.handshake.auth;
  if (pid !== undefined) offers.push((await shop.holder(token)).person ?? 'nobody');
  next();
});
admit(people, (token) => shop.holder(token));
people.use(async (socket, next) => {
  await socket.join(signedInWith(socket.handshake.auth.token));
  next();
});
people.on('connection', (socket) => {
  log(`${socket.data.person} is here${socket.recovered ? ', recovered' : ''}`);
  socket.on('disconnect', (reason) => log(`${socket.data.person} left: ${reason}`));
});

const server = shop.http();
io.attach(server);
await listen(server, number(given.port, 'port'));

async function redisAdapter(url) {
  const { createAdapter } = packaged('@socket.io/redis-adapter');
  const { createClient } = packaged('redis');
  const publishes = createClient({ url });
  const subscribes = publishes.duplicate();
  for (const client of [publishes, subscribes]) client.on('error', (error) => log(`redis: ${error.message}`));
  await Promise.all([publishes.connect(), subscribes.connect()]);
  return createAdapter(publishes, subscribes);
}

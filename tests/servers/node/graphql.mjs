// The shop on graphql-ws, the protocol graphql-transport-ws, at /graphql. Who subscribes to `signals` is told what
// concerns them. The token travels in the payload of connection_init, as `Authorization: "Bearer …"` or as `token`.
//
//   --expect-init MS   how long the server waits for connection_init (3000), then it closes with 4408

import { packaged } from './packages.mjs';
import { flags, listen, log, number } from './program.mjs';
import { bearer, Shop, tally } from './shop.mjs';
import { state } from './state.mjs';

const { buildSchema } = packaged('graphql');
const { CloseCode } = packaged('graphql-ws');
const { useServer } = packaged('graphql-ws/use/ws');
const { WebSocketServer } = packaged('ws');

const given = flags({ 'expect-init': { type: 'string', default: '3000' } });

const schema = buildSchema(`
  type Query { hello: String! }
  type Subscription { signals: Signal! }
  "Something changed; which is all that is said."
  type Signal { event: String!, shop: String }
`);

/** Everyone who is signed in: `{ person, token, socket, listeners }`. */
const present = new Set();
const of = (property, value) => [...present].filter((one) => one[property] === value);

const shop = new Shop(await state(), {
  emit: async (person, event, data) => {
    for (const one of of('person', person)) for (const tell of one.listeners) tell({ event, ...data });
  },
  // What the library's own recipe does for a token that expires while the socket is open.
  expire: async (token) => end(of('token', token), CloseCode.Forbidden, 'Forbidden: the token has expired'),
  kick: async (person) => end(of('person', person), CloseCode.Forbidden, 'Forbidden: kicked'),
  // Who is signed in but has not subscribed yet would hear nothing.
  sockets: async () => tally([...present].filter((one) => one.listeners.size > 0).map((one) => one.person)),
});

function end(some, code, reason) {
  for (const { socket } of some) socket.close(code, reason);
}

/** What one socket is told, one after the other. No generator: that one could not be ended while it waits. */
function signalsOf(one) {
  const [waiting, asked] = [[], []];
  const tell = (signal) => {
    const item = { value: { signals: signal }, done: false };
    if (asked.length > 0) asked.shift()(item);
    else waiting.push(item);
  };
  const end = { value: undefined, done: true };
  one.listeners.add(tell);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => new Promise((resolve) => (waiting.length > 0 ? resolve(waiting.shift()) : asked.push(resolve))),
    return: async () => {
      one.listeners.delete(tell);
      for (const resolve of asked.splice(0)) resolve(end);
      return end;
    },
  };
}

const server = shop.http();
const sockets = new WebSocketServer({ server, path: '/graphql' });
useServer(
  {
    schema,
    connectionInitWaitTimeout: number(given['expect-init'], 'expect-init'),
    roots: { subscription: { signals: (_arguments, { one }) => signalsOf(one) } },
    context: ({ extra }) => ({ one: extra.one }),
    onConnect: async ({ connectionParams, extra }) => {
      const token = bearer(connectionParams?.Authorization) ?? connectionParams?.token;
      const { person, why } = await shop.holder(token);
      if (!person) {
        if (why === 'expired') extra.socket.close(CloseCode.Forbidden, 'Forbidden: the token has expired');
        // The library closes with 4403.
        return false;
      }
      extra.one = { person, token, socket: extra.socket, listeners: new Set() };
      present.add(extra.one);
      log(`${person} is here`);
      return true;
    },
    onClose: ({ extra }, code, reason) => {
      present.delete(extra.one);
      log(`${extra.one?.person ?? 'somebody'} left: ${code} ${reason}`);
    },
  },
  sockets,
);
await listen(server, number(given.port, 'port'));

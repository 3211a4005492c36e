// The shop on Pusher Channels, protocol 7: a private channel for each person, `private-user_ada`. No server of it can be
// installed here, so this is a small one of ours; pusher.test.mjs tries it with Pusher's own client and server library,
// and the control goes through that server library and the HTTP interface below.
//
//   --activity-timeout S   after how many seconds without a word the client has to ping (120)
//   --pong-timeout S       how many seconds more the server waits before it closes with 4201 (30)
//   --limit N              how many connections there may be, before 4004 (100)
//
// One more control than elsewhere: POST /control/close {"code": 4200} closes every socket with that error, and
// POST /control/refuse {"code": 4100} so closes every new one until it is told {"code": 0}.

import { packaged } from './packages.mjs';
import { flags, listen, log, number } from './program.mjs';
import { authorise } from './pusher/authorise.mjs';
import { Connections } from './pusher/connections.mjs';
import { APP } from './pusher/app.mjs';
import { httpInterface } from './pusher/interface.mjs';
import { Shop } from './shop.mjs';
import { state } from './state.mjs';

const Pusher = packaged('pusher');
const { WebSocketServer } = packaged('ws');

const given = flags({
  'activity-timeout': { type: 'string', default: '120' },
  'pong-timeout': { type: 'string', default: '30' },
  limit: { type: 'string', default: '100' },
});

const connections = new Connections({
  activityTimeout: number(given['activity-timeout'], 'activity-timeout'),
  pongTimeout: number(given['pong-timeout'], 'pong-timeout'),
  limit: number(given.limit, 'limit'),
});

/** The library, as a backend of somebody's would use it. */
let library;
const channel = (person) => `private-user_${person}`;

const shop = new Shop(await state(), {
  emit: async (person, event, data) => void (await library.trigger(channel(person), event, data)),
  // Pusher knows no token: the backend that gave the signature has the person's connection ended.
  expire: async (token) => connections.end((one) => one.token === token, 4009, 'The token has expired'),
  kick: async (person) => connections.end((one) => one.person === person, 4009, 'Connection not authorized'),
  sockets: async () => connections.people(),
  control: async (what, { code }) => {
    if (what === 'close') connections.end(() => true, code, 'Closed by the test');
    else if (what === 'refuse') connections.refusing = code || null;
    else return null;
    return { status: 200, body: {} };
  },
});

const server = shop.http(
  async (request, body) => (await authorise(request, body, shop, connections)) ?? httpInterface(request, body, connections),
);
const sockets = new WebSocketServer({ server });
sockets.on('connection', (socket, request) => connections.open(socket, new URL(request.url, 'ws://localhost')));
server.on('listening', () => {
  const { port } = server.address();
  library = new Pusher({ ...APP, host: '127.0.0.1', port: String(port), useTLS: false, cluster: '' });
  log(`app ${APP.appId}, key ${APP.key}`);
});
await listen(server, number(given.port, 'port'));

// The shop on Node-RED 4.1, as a product that knows nothing of the shop: nodered/flow.json answers the shop's paths with
// Node-RED's own nodes, and signals are the status of two of them, which Node-RED tells its editors over /comms. It tells
// everyone who is signed in: there is nothing there that concerns one person alone.
//
// Deploys are signals too (`notification/runtime-deploy`): POST /flows with an administrator's token causes one.
//
//   --keep-alive MS    how often /comms says `hb` (15000, Node-RED's own)

import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storage } from './nodered/storage.mjs';
import { packaged } from './packages.mjs';
import { EXPIRED, PEOPLE } from './people.mjs';
import { flags, listen, log, number } from './program.mjs';
import { Shop, tally } from './shop.mjs';
import { state } from './state.mjs';

const RED = packaged('node-red');
const express = packaged('express');

const given = flags({ 'keep-alive': { type: 'string', default: '15000' } });
const kept = storage(JSON.parse(readFileSync(new URL('nodered/flow.json', import.meta.url), 'utf8')));
for (const token of EXPIRED) kept.expire(token);

/** Who is behind each connection of /comms that is signed in. */
const present = new Map();
let address;

/** Node-RED looks at a session's age when it is used, and then tells its open sockets `{"auth": "fail"}`. */
async function expire(token) {
  kept.expire(token);
  await fetch(`${address}/settings`, { headers: { authorization: `Bearer ${token}` } });
}

const shop = new Shop(await state(), {
  // The node is called like the event; its status is the metadata.
  emit: async (_person, event, data) => RED.nodes.getNode(event).receive({ payload: data }),
  expire,
  // Nobody can be sent away from /comms but by ending their session.
  kick: async (person) => {
    for (const token of kept.tokensOf(person)) await expire(token);
  },
  sockets: async () => tally(present.values()),
});

const folder = mkdtempSync(join(tmpdir(), 'oriel-nodered-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const app = express();
const server = createServer(app);
RED.init(server, {
  userDir: folder,
  storageModule: kept,
  httpAdminRoot: '/',
  httpNodeRoot: '/',
  webSocketKeepAliveTime: number(given['keep-alive'], 'keep-alive'),
  adminAuth: { type: 'credentials', users: PEOPLE.map((username) => ({ username, permissions: '*', password: '' })) },
  functionGlobalContext: { shop },
  // stdout is for the port.
  logging: {
    stderr: { level: 'warn', metrics: false, audit: false, handler: () => (entry) => log(entry.msg?.stack ?? entry.msg) },
  },
  editorTheme: { tours: false, projects: { enabled: false } },
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { autoInstall: false, palette: { allowInstall: false } },
});
RED.events.on('comms:connection-added', ({ session, user }) => present.set(session, user.username));
RED.events.on('comms:connection-removed', ({ session }) => present.delete(session));
const started = new Promise((resolve) => RED.events.once('flows:started', resolve));
app.use('/', RED.httpAdmin);
app.use('/', RED.httpNode);
await RED.start();
await started;
server.on('listening', () => {
  address = `http://127.0.0.1:${server.address().port}`;
});
await listen(server, number(given.port, 'port'));

// The HTTP interface that backends trigger events by, signed with the app's secret.

import { timingSafeEqual } from 'node:crypto';
import { APP, digest, sign } from './app.mjs';

/** How old a request may be, in seconds. */
const OLDEST = 600;

/** Answers a signed request, null for a path of none. */
export function httpInterface(request, body, connections) {
  const url = new URL(request.url, 'http://localhost');
  const path = url.pathname.match(/^\/apps\/([^/]+)\/(.+)$/);
  if (!path) return null;
  const [, app, what] = path;
  const refused = app === APP.appId ? mismatch(request.method, url, body) : `no app ${app}`;
  if (refused) return { status: 401, body: { error: refused } };
  const [room, id, action] = what.split('/');
  if (request.method === 'POST' && what === 'events') trigger(JSON.parse(body), connections);
  else if (request.method === 'POST' && what === 'batch_events') {
    for (const event of JSON.parse(body).batch) trigger(event, connections);
  } else if (request.method === 'POST' && room === 'users' && action === 'terminate_connections') {
    connections.terminate(decodeURIComponent(id));
  } else return { status: 404, body: { error: `no ${request.method} ${what} here` } };
  return { status: 200, body: {} };
}

function trigger({ name, channel, channels, data, socket_id: except }, connections) {
  for (const one of channels ?? [channel]) connections.publish(one, name, data, except);
}

/** Why the signature does not hold, if it does not. */
function mismatch(method, url, body) {
  const given = Object.fromEntries(url.searchParams);
  const { auth_signature: signature = '', ...signed } = given;
  if (signed.auth_key !== APP.key) return 'wrong auth_key';
  if (Math.abs(Date.now() / 1000 - Number(signed.auth_timestamp)) > OLDEST) return 'auth_timestamp is too old';
  if (body && signed.body_md5 !== digest(body)) return 'body_md5 is not the body’s';
  const query = Object.keys(signed).sort().map((name) => `${name.toLowerCase()}=${signed[name]}`).join('&');
  const wanted = Buffer.from(sign(`${method}\n${url.pathname}\n${query}`));
  const had = Buffer.from(signature);
  return wanted.length === had.length && timingSafeEqual(wanted, had) ? null : 'wrong auth_signature';
}

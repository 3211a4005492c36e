// What a backend on Pusher offers to its own people: a signature for their channels, in exchange for their token.
//
//   POST /pusher/auth        socket_id, channel_name   {"auth": "KEY:SIGNATURE"}, with channel_data for presence-
//   POST /pusher/user-auth   socket_id                 {"auth": "…", "user_data": "…"}

import { bearer } from '../shop.mjs';
import { APP, sign } from './app.mjs';

/** Answers one of these two, null for anything else. */
export async function authorise(request, body, shop, connections) {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (request.method !== 'POST' || !['/pusher/auth', '/pusher/user-auth'].includes(pathname)) return null;
  const token = bearer(request.headers.authorization);
  const { person, why } = await shop.holder(token);
  if (!person) return { status: 401, body: { error: why === 'expired' ? 'the token has expired' : 'wrong token' } };
  const json = (request.headers['content-type'] ?? '').startsWith('application/json');
  const given = json ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
  const { socket_id: id, channel_name: channel } = given;
  if (!/^\d+\.\d+$/.test(id ?? '')) return { status: 400, body: { error: 'no socket_id' } };
  if (pathname === '/pusher/user-auth') {
    connections.belongs(id, person, token);
    const data = JSON.stringify({ id: person });
    return { status: 200, body: { auth: `${APP.key}:${sign(`${id}::user::${data}`)}`, user_data: data } };
  }
  if (channel !== `private-user_${person}` && channel !== 'presence-shop') {
    return { status: 403, body: { error: `${channel} is not ${person}'s` } };
  }
  connections.belongs(id, person, token);
  if (channel.startsWith('presence-')) {
    const data = JSON.stringify({ user_id: person, user_info: {} });
    return { status: 200, body: { auth: `${APP.key}:${sign(`${id}:${channel}:${data}`)}`, channel_data: data } };
  }
  return { status: 200, body: { auth: `${APP.key}:${sign(`${id}:${channel}`)}` } };
}

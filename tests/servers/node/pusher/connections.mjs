// The sockets: Pusher Channels' protocol 7, as its reference describes it.

import { randomInt } from 'node:crypto';
import { log } from '../program.mjs';
import { tally } from '../shop.mjs';
import { APP, isSigned } from './app.mjs';

const PROTOCOL = '7';

export class Connections {
  #settings;
  #open = new Map();
  /** The error that every new connection is closed with, if any. */
  refusing = null;

  /** `activityTimeout` and `pongTimeout` in seconds, and how many connections there may be. */
  constructor(settings) {
    this.#settings = settings;
  }

  /** How many signed-in sockets each person has. */
  people() {
    return tally([...this.#open.values()].filter((one) => one.channels.size > 0 && one.person).map((one) => one.person));
  }

  /** The backend gave a signature for this socket in exchange for that token. */
  belongs(id, person, token) {
    const one = this.#open.get(id);
    if (one) Object.assign(one, { person, token });
  }

  /** Ends some connections with an error of the protocol. */
  end(which, code, message) {
    for (const one of [...this.#open.values()].filter(which)) fail(one.socket, code, message);
  }

  /** Sends an event to who subscribed to a channel; `data` is a text. `except` is the id of a socket. */
  publish(channel, event, data, except) {
    for (const [id, one] of this.#open) {
      if (id !== except && one.channels.has(channel)) send(one.socket, { event, channel, data });
    }
  }

  /** Takes a new socket. */
  open(socket, url) {
    socket.on('error', (error) => log(`a socket: ${error.message}`));
    const refusal = this.#refusal(url);
    if (refusal) return fail(socket, ...refusal);
    const id = `${randomInt(1, 1e9)}.${randomInt(1, 1e9)}`;
    const one = { id, socket, channels: new Map(), person: null, token: null, user: null, timer: null };
    this.#open.set(id, one);
    this.#heard(one);
    socket.on('message', (text) => {
      this.#heard(one);
      this.#hear(one, text);
    });
    socket.on('close', (code) => {
      clearTimeout(one.timer);
      this.#open.delete(id);
      for (const channel of one.channels.keys()) this.#left(one, channel);
      log(`${one.person ?? 'somebody'} left: ${code}`);
    });
    const data = JSON.stringify({ socket_id: id, activity_timeout: this.#settings.activityTimeout });
    send(socket, { event: 'pusher:connection_established', data });
  }

  #refusal(url) {
    if (this.refusing) return [this.refusing, 'Refused by the test'];
    if (url.pathname !== `/app/${APP.key}`) return [4001, `App key ${url.pathname.slice(5)} not in this cluster`];
    const protocol = url.searchParams.get('protocol');
    if (protocol === null) return [4008, 'No protocol version supplied'];
    if (protocol !== PROTOCOL) return [4007, 'Unsupported protocol version'];
    if (this.#open.size >= this.#settings.limit) return [4004, 'App over connection quota'];
    return null;
  }

  /** Only messages count as signs of life, not the pings of WebSocket. */
  #heard(one) {
    clearTimeout(one.timer);
    const { activityTimeout, pongTimeout } = this.#settings;
    const silent = () => fail(one.socket, 4201, 'Pong reply not received in time');
    one.timer = setTimeout(() => {
      send(one.socket, { event: 'pusher:ping', data: '{}' });
      one.timer = setTimeout(silent, pongTimeout * 1000);
    }, activityTimeout * 1000);
  }

  #hear(one, text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return send(one.socket, failure(null, 'Invalid JSON'));
    }
    const { event, data } = message;
    if (event === 'pusher:ping') send(one.socket, { event: 'pusher:pong', data: '{}' });
    else if (event === 'pusher:subscribe') this.#subscribe(one, data ?? {});
    else if (event === 'pusher:unsubscribe') {
      if (one.channels.delete(data?.channel)) this.#left(one, data.channel);
    } else if (event === 'pusher:signin') this.#signIn(one, data ?? {});
  }

  #subscribe(one, { channel, auth, channel_data: given }) {
    const presence = channel?.startsWith('presence-');
    if (presence || channel?.startsWith('private-')) {
      const signed = presence ? `${one.id}:${channel}:${given}` : `${one.id}:${channel}`;
      if (!isSigned(auth, signed)) {
        return send(one.socket, failure(4009, `Invalid signature: expected HMAC SHA256 hex digest of ${signed}`));
      }
    }
    if (one.channels.has(channel)) return send(one.socket, failure(null, `Existing subscription to channel ${channel}`));
    const member = presence ? JSON.parse(given) : null;
    const before = presence ? this.#members(channel) : null;
    one.channels.set(channel, member);
    const answer = presence ? JSON.stringify({ presence: this.#members(channel) }) : '{}';
    send(one.socket, { event: 'pusher_internal:subscription_succeeded', channel, data: answer });
    if (presence && !before.ids.includes(member.user_id)) {
      this.publish(channel, 'pusher_internal:member_added', given, one.id);
    }
  }

  #members(channel) {
    const hash = {};
    for (const { channels } of this.#open.values()) {
      const member = channels.get(channel);
      if (member) hash[member.user_id] = member.user_info;
    }
    const ids = Object.keys(hash);
    return { count: ids.length, ids, hash };
  }

  #left(one, channel) {
    if (!channel.startsWith('presence-') || this.#members(channel).ids.includes(one.person)) return;
    this.publish(channel, 'pusher_internal:member_removed', JSON.stringify({ user_id: one.person }), one.id);
  }

  #signIn(one, { auth, user_data: given }) {
    if (!isSigned(auth, `${one.id}::user::${given}`)) {
      return fail(one.socket, 4009, 'Connection not authorized: invalid signature');
    }
    one.user = JSON.parse(given).id;
    send(one.socket, { event: 'pusher:signin_success', data: JSON.stringify({ user_data: given }) });
  }

  /** Ends the connections of a signed-in user. */
  terminate(user) {
    this.end((one) => one.user === user, 4009, 'Connection not authorized');
  }
}

function send(socket, message) {
  socket.send(JSON.stringify(message));
}

/** Errors alone carry an object, not a text. */
function failure(code, message) {
  return { event: 'pusher:error', data: { code, message } };
}

function fail(socket, code, message) {
  send(socket, failure(code, message));
  socket.close(code, message);
}

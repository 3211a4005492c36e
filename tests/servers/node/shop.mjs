// The shop: what it answers over HTTP, to people and to the tests that make things happen. The same in every server;
// ../README.md has it as a table.
//
// A server brings its `floor`, which is how signals reach people there:
//   emit(person, event, data)   to that person's sockets only
//   order(person, shop)         changes first, then signals, where the server has a way of its own
//   expire(token)               the sockets that signed in with it are told, as that protocol tells it
//   kick(person)                that person's sockets end, for good
//   sockets()                   how many sockets each person has, signed in, on this process
//   resumed()                   how often each person's sockets asked to go on from where an earlier one ended, where the
//                               protocol has a way to ask

import { createServer } from 'node:http';
import { holder } from './people.mjs';
import { log } from './program.mjs';

/** How many orders a shop shows: the latest. */
const SHOWN = 10;
/** The largest body that is read, in bytes. */
const LARGEST = 64 * 1024;

export class Shop {
  #state;
  #floor;
  #gets = new Map();

  constructor(state, floor) {
    this.#state = state;
    this.#floor = floor;
  }

  /** Whose token that is: `{ person }`, or `{ why: 'wrong' | 'expired' }`. */
  holder(token) {
    return holder(token, this.#state);
  }

  /** Answers a request: `{ status, body }`, or null for a path that is not the shop's. */
  async answer({ method, path, authorization, body }) {
    const [, room, ...rest] = path.split('/').map(decodeURIComponent);
    if (room === 'control') return this.#control(method, rest, body);
    if (room !== 'api' || method !== 'GET') return null;
    this.#gets.set(path, (this.#gets.get(path) ?? 0) + 1);
    const { person, why } = await this.holder(bearer(authorization));
    if (!person) return { status: 401, body: { error: why === 'expired' ? 'the token has expired' : 'wrong token' } };
    if (rest[0] === 'profile' && rest.length === 1) return { status: 200, body: await this.#profile(person) };
    if (rest[0] === 'orders' && rest.length === 2) return { status: 200, body: await this.#orders(rest[1]) };
    return { status: 404, body: { error: 'no such thing in this shop' } };
  }

  async #orders(shop) {
    const revision = await this.#state.revision(`orders:${shop}`);
    const first = Math.max(1, revision - SHOWN + 1);
    const rows = [];
    for (let n = first; n <= revision; n += 1) rows.push({ id: `order-${shop}-${n}`, total: 5 + ((n * 7) % 90) });
    return { shop, rows, revision };
  }

  async #profile(person) {
    const revision = await this.#state.revision(`profile:${person}`);
    return { person, name: `${person[0].toUpperCase()}${person.slice(1)} ${revision}`, revision };
  }

  /** Changes first, then signals. */
  async #order({ shop, person }) {
    const what = `orders:${shop}`;
    if (this.#floor.order) await this.#floor.order(person, shop);
    else {
      await this.#state.change(what);
      await this.#floor.emit(person, 'order_placed', { shop });
    }
    return this.#state.revision(what);
  }

  async #rename({ person }) {
    const revision = await this.#state.change(`profile:${person}`);
    await this.#floor.emit(person, 'profile_updated', {});
    return revision;
  }

  async #control(method, [what, ...more], body) {
    if (method === 'GET' && what === 'counts' && more.length === 0) {
      const sockets = await this.#floor.sockets();
      const resumed = this.#floor.resumed?.() ?? {};
      return { status: 200, body: { sockets, resumed, gets: Object.fromEntries(this.#gets) } };
    }
    if (method !== 'POST' || more.length > 0) return { status: 404, body: { error: 'no such control' } };
    switch (what) {
      case 'order':
        return { status: 200, body: { revision: await this.#order(body) } };
      case 'profile':
        return { status: 200, body: { revision: await this.#rename(body) } };
      case 'burst': {
        let revision = 0;
        for (let n = 0; n < body.count; n += 1) revision = await this.#order(body);
        return { status: 200, body: { revision } };
      }
      case 'expire':
        await this.#state.expire(body.token);
        await this.#floor.expire(body.token);
        return { status: 200, body: {} };
      case 'kick':
        await this.#floor.kick(body.person);
        return { status: 200, body: {} };
      default:
        return (await this.#floor.control?.(what, body)) ?? { status: 404, body: { error: 'no such control' } };
    }
  }

  /** The shop as an HTTP server; `other(request, body, response)` may answer what is not the shop's. One that has begun
   * the response itself goes on with it. */
  http(other = async () => null) {
    return createServer(async (request, response) => {
      try {
        const text = await read(request);
        const path = request.url.split('?')[0];
        const { authorization } = request.headers;
        const body = () => (text ? JSON.parse(text) : {});
        const own = path.startsWith('/api/') || path.startsWith('/control/');
        const answer = own
          ? await this.answer({ method: request.method, path, authorization, body: body() })
          : await other(request, text, response);
        if (response.headersSent) return;
        const { status, body: said } = answer ?? { status: 404, body: { error: 'nothing is here' } };
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
      } catch (error) {
        log(`${request.method} ${request.url}: ${error.stack}`);
        if (response.headersSent) return response.destroy();
        response.writeHead(error instanceof SyntaxError ? 400 : 500, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: error.message }));
      }
    });
  }
}

/** The token of a bearer header. */
export function bearer(authorization) {
  return /^bearer (.+)$/i.exec(authorization ?? '')?.[1];
}

/** How many of these there are of each. */
export function tally(names) {
  const counts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

async function read(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

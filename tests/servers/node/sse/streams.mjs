// The streams of events, and what is kept for those who come back.

import { randomUUID } from 'node:crypto';
import { log } from '../program.mjs';
import { tally } from '../shop.mjs';

/** Whoever has so many bytes left to read is cut off: they can go on from where they were. */
const UNREAD = 1024 * 1024;

export class Streams {
  #keep;
  #open = new Map();
  #histories = new Map();
  #resumed = [];

  /** `keep`: how many events of each person. */
  constructor({ keep }) {
    this.#keep = keep;
  }

  /** Begins a stream of what concerns a person; `last` is the id of the last event that they had, if any. */
  open(response, { person, token, last }) {
    // They left while their token was looked at.
    if (response.destroyed) return;
    const history = this.#history(person);
    if (last !== undefined) this.#resumed.push(person);
    const missed = last === undefined ? [] : history.after(last);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    this.#open.set(response, { person, token });
    response.on('error', (error) => log(`a stream: ${error.message}`));
    response.on('close', () => {
      this.#open.delete(response);
      log(`${person} left`);
    });
    if (missed === null) this.#write(response, { event: 'lost', id: history.latest, data: {} });
    else if (missed.length > 0) for (const event of missed) this.#write(response, event);
    // An id without an event: who leaves before the first one can go on from here as well.
    else response.write(`id: ${history.latest}\n\n`);
  }

  /** Tells a person's streams, and keeps it for those who come back. */
  publish(person, event, data) {
    const said = this.#history(person).add(event, data);
    for (const [response, one] of this.#open) if (one.person === person) this.#write(response, said);
  }

  /** Ends some streams. */
  end(which) {
    for (const [response, one] of [...this.#open]) {
      if (!which(one)) continue;
      this.#open.delete(response);
      response.end();
    }
  }

  /** A comment for everybody: proxies, and clients, take silence for a dead connection. */
  keepAlive() {
    for (const response of this.#open.keys()) response.write(': alive\n\n');
  }

  /** How many streams each person has. */
  people() {
    return tally([...this.#open.values()].map(({ person }) => person));
  }

  /** How often each person came with an id. */
  resumed() {
    return tally(this.#resumed);
  }

  #history(person) {
    if (!this.#histories.has(person)) this.#histories.set(person, new History(this.#keep));
    return this.#histories.get(person);
  }

  #write(response, { event, id, data }) {
    response.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
    if (response.writableLength > UNREAD) response.destroy();
  }
}

/** The last events of one person. */
class History {
  /** Differs from person to person, and from process to process: nobody goes on from an id of somebody else's. */
  #name = randomUUID();
  #keep;
  #count = 0;
  #events = [];

  constructor(keep) {
    this.#keep = keep;
  }

  /** The id of the newest event, or of the place before the first. */
  get latest() {
    return `${this.#name}:${this.#count}`;
  }

  add(event, data) {
    this.#count += 1;
    const said = { event, id: this.latest, data };
    this.#events.push(said);
    if (this.#events.length > this.#keep) this.#events.shift();
    return said;
  }

  /** What came after this id; null where that is not known. */
  after(id) {
    const [name, digits] = id.split(':');
    const n = /^\d{1,15}$/.test(digits ?? '') ? Number(digits) : null;
    const first = this.#count - this.#events.length;
    if (name !== this.#name || n === null || n > this.#count || n < first) return null;
    return this.#events.slice(n - first);
  }
}

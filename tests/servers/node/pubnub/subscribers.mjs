// The subscribe call: answered at once without a position, else as soon as something came after it.

import { tally } from '../shop.mjs';
import { REGION } from './channels.mjs';
import { failure } from './grants.mjs';

/** The longest names of channels, all together. */
const LONGEST = 32 * 1024;

export class Subscribers {
  #settings;
  /** Connection -> whose client subscribed on it. */
  #connections = new Map();
  /** Client -> the position that it was given last when it had none. */
  #greeted = new Map();
  #polls = new Set();
  #resumed = [];

  /** `channels`, `grants`, the subscribe `key`, and after how many milliseconds a `poll` is answered. */
  constructor(settings) {
    this.#settings = settings;
  }

  /** Answers a subscribe call. */
  async subscribe(connection, { key, names, query }) {
    const { channels, grants } = this.#settings;
    const [uuid, token, tt] = ['uuid', 'auth', 'tt'].map((name) => query.get(name));
    if (names.join().length > LONGEST) return failure(414, 'Request URI Too Long');
    if (key !== this.#settings.key) return failure(400, 'Invalid Subscribe Key');
    if (!uuid) return failure(400, 'Missing uuid');
    if (!/^\d{1,17}$/.test(tt ?? '')) return failure(400, 'Invalid Timetoken');
    const { person, refusal } = await grants.reader(token, names);
    if (refusal) return this.#refused(connection, refusal);
    const client = `${person} ${uuid}`;
    this.#joined(connection, { client, person });
    const time = BigInt(tt);
    if (time === 0n) {
      const now = channels.now();
      this.#greeted.set(client, now);
      return answer(now, []);
    }
    // Older than what this client was told to begin with: from an earlier connection.
    if (time < (this.#greeted.get(client) ?? time + 1n)) this.#resumed.push(person);
    return this.#poll(connection, { names, time, token, person });
  }

  /** Waits until something came, the time is over, the token is no good any more, or the client left. */
  #poll(connection, { names, time, token, person }) {
    const { channels, grants, poll: longest } = this.#settings;
    return new Promise((resolve) => {
      const end = (said) => {
        clearTimeout(late);
        forget();
        this.#polls.delete(poll);
        connection.off('close', left);
        resolve(said);
      };
      const look = () => {
        const messages = channels.after(names, time);
        if (messages.length > 0) end(answer(BigInt(messages.at(-1).p.t), messages));
      };
      const left = () => end(answer(time, []));
      const late = setTimeout(() => end(answer(channels.now(), [])), longest);
      const forget = channels.watch(look);
      const poll = {
        token,
        person,
        check: async () => {
          const { refusal } = await grants.reader(token, names);
          if (refusal) end(this.#refused(connection, refusal));
        },
      };
      this.#polls.add(poll);
      connection.once('close', left);
      look();
    });
  }

  /** Checks the tokens of the polls that wait, of those for whom `which` holds. */
  async check(which) {
    for (const poll of [...this.#polls].filter(which)) await poll.check();
  }

  #joined(connection, whose) {
    if (!this.#connections.has(connection)) connection.once('close', () => this.#connections.delete(connection));
    // It is not told any more that it closed.
    if (!connection.destroyed) this.#connections.set(connection, whose);
  }

  #refused(connection, refusal) {
    this.#connections.delete(connection);
    return refusal;
  }

  /** How many clients of each person have subscribed, and are connected still. */
  people() {
    const clients = new Map([...this.#connections.values()].map(({ client, person }) => [client, person]));
    return tally(clients.values());
  }

  /** How often each person asked for what came after a position of an earlier connection. */
  resumed() {
    return tally(this.#resumed);
  }
}

/** News, and where to go on from. */
function answer(time, messages) {
  return { status: 200, body: { t: { t: String(time), r: REGION }, m: messages } };
}

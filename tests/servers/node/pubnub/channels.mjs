// The channels: the last messages of each, and who waits for the next. Times are PubNub's timetokens, in units of 100 ns
// since 1970, as BigInt: they are too large for a number.

/** How many messages of a channel are kept. */
const KEPT = 100;
/** For how long: 20 minutes. */
const LONGEST = 20n * 60n * 10_000_000n;
/** What follows a region's messages is known in that region. There is one. */
export const REGION = 1;

export class Channels {
  #keeping;
  #messages = new Map();
  #waiting = new Set();
  #last = 0n;

  constructor(keeping) {
    this.#keeping = keeping;
  }

  /** With what was kept before. */
  static async open(keeping) {
    const channels = new Channels(keeping);
    for (const [name, messages] of Object.entries(await keeping.load())) {
      channels.#messages.set(name, messages);
      for (const { p } of messages) if (BigInt(p.t) > channels.#last) channels.#last = BigInt(p.t);
    }
    return channels;
  }

  /** A time that is later than every one before. */
  now() {
    const now = BigInt(Date.now()) * 10_000n;
    this.#last = now > this.#last ? now : this.#last + 1n;
    return this.#last;
  }

  /** Takes a message, and tells when that was. */
  async publish(channel, payload, by) {
    const time = this.now();
    const message = { a: '1', f: 0, i: by, p: { t: String(time), r: REGION }, c: channel, d: payload, b: channel };
    const kept = [...(this.#messages.get(channel) ?? []), message];
    this.#messages.set(channel, kept.slice(-KEPT).filter(({ p }) => BigInt(p.t) + LONGEST >= time));
    for (const look of [...this.#waiting]) look();
    await this.#keeping.save(channel, this.#messages.get(channel));
    return time;
  }

  /** What came on these channels after that time, the oldest first. */
  after(names, time) {
    const oldest = this.now() - LONGEST;
    const messages = [...new Set(names)].flatMap((name) => this.#messages.get(name) ?? []);
    const later = messages.filter(({ p }) => BigInt(p.t) > time && BigInt(p.t) >= oldest);
    return later.sort((a, b) => (BigInt(a.p.t) < BigInt(b.p.t) ? -1 : 1)).slice(-KEPT);
  }

  /** Calls `look` after every message from now on, until the function that it returns is called. */
  watch(look) {
    this.#waiting.add(look);
    return () => this.#waiting.delete(look);
  }
}

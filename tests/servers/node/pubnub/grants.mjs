// The Access Manager: who may read which channel, and what is answered to others.

/** A person's channel. */
export const channelOf = (person) => `user_${person}`;

export class Grants {
  #holder;
  #revoked = new Set();

  /** `holder` tells whose a token is, as the shop's. */
  constructor(holder) {
    this.#holder = holder;
  }

  /** Who reads these channels with this token: `{ person }`, or the `refusal` as an answer. */
  async reader(token, names) {
    const { person, why } = await this.#holder(token);
    if (why === 'expired') return { refusal: refused('Token is expired.') };
    if (person && this.#revoked.has(person)) return { refusal: refused('Token is revoked.') };
    const others = names.filter((name) => !person || name !== channelOf(person));
    if (others.length > 0) return { refusal: refused('Forbidden', { payload: { channels: others } }) };
    return { person };
  }

  /** That person's tokens are good for nothing any more. */
  revoke(person) {
    this.#revoked.add(person);
  }

  /** They are again. */
  restore(person) {
    this.#revoked.delete(person);
  }
}

function refused(message, more = {}) {
  return failure(403, message, { ...more, service: 'Access Manager' });
}

/** An error in PubNub's words. */
export function failure(status, message, more = {}) {
  return { status, body: { message, ...more, error: true, status } };
}

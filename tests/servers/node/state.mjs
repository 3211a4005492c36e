// What the shop remembers: how often each shop's orders and each person's profile changed, and which tokens expired.
// In the memory of one process, or in Redis for several that serve one population.

import { packaged } from './packages.mjs';
import { EXPIRED } from './people.mjs';

/** Where things are kept: in memory, or in the Redis at `url`. */
export async function state(url) {
  return url ? inRedis(url) : inMemory();
}

function inMemory() {
  const revisions = new Map();
  const expired = new Set(EXPIRED);
  const revision = (what) => revisions.get(what) ?? 1;
  return {
    revision: async (what) => revision(what),
    change: async (what) => {
      revisions.set(what, revision(what) + 1);
      return revision(what);
    },
    expire: async (token) => void expired.add(token),
    isExpired: async (token) => expired.has(token),
  };
}

async function inRedis(url) {
  const { createClient } = packaged('redis');
  const client = createClient({ url });
  client.on('error', (error) => process.stderr.write(`redis: ${error.message}\n`));
  await client.connect();
  const [REVISIONS, TOKENS] = ['shop:revisions', 'shop:expired'];
  await client.sAdd(TOKENS, EXPIRED);
  return {
    // Nothing is there before the first change.
    revision: async (what) => Number((await client.hGet(REVISIONS, what)) ?? 0) + 1,
    change: async (what) => (await client.hIncrBy(REVISIONS, what, 1)) + 1,
    expire: async (token) => void (await client.sAdd(TOKENS, token)),
    isExpired: async (token) => Boolean(await client.sIsMember(TOKENS, token)),
  };
}

// Where the messages are kept beside the memory: nowhere, or in a Redis that a restart leaves alone.

import { packaged } from '../packages.mjs';

/** The hash of all channels; each has its messages as one text. */
const CHANNELS = 'pubnub:channels';

/** Nothing outlives the process. */
export function inMemory() {
  return { load: async () => ({}), save: async () => {} };
}

/** Everything does. Only one process may serve it. */
export async function inRedis(url) {
  const client = packaged('redis').createClient({ url });
  client.on('error', (error) => process.stderr.write(`redis: ${error.message}\n`));
  await client.connect();
  return {
    /** The messages by channel. */
    load: async () => {
      const texts = await client.hGetAll(CHANNELS);
      return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.parse(text)]));
    },
    save: async (name, messages) => void (await client.hSet(CHANNELS, name, JSON.stringify(messages))),
  };
}

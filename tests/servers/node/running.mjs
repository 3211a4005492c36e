// For the tests of the servers: one of them in a process of its own, and the tests' side of the shop.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Starts a server by its name; `t.after` ends it. */
export async function start(t, name, ...words) {
  const file = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
  const child = spawn(process.execPath, [file, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
  const gone = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  t.after(async () => {
    child.kill('SIGTERM');
    await gone;
  });
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), gone.then(() => null)]);
  if (line === null) throw new Error(`${name} did not start: ${said}`);
  const { port } = JSON.parse(line[0]);
  const address = `127.0.0.1:${port}`;
  const call = async (path, options) => {
    const answer = await fetch(`http://${address}${path}`, options);
    return { status: answer.status, body: await answer.json() };
  };
  return {
    address,
    port,
    child,
    gone,
    get: (path, token) => call(path, { headers: token ? { authorization: `Bearer ${token}` } : {} }),
    control: (what, body) =>
      call(`/control/${what}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    counts: async () => (await call('/control/counts')).body,
  };
}

/** How long anything may take, in milliseconds. */
const DEADLINE = 20_000;

/** What comes one after the other, for tests that wait for the next. */
export function queue() {
  const items = [];
  const waiting = [];
  return {
    put: (item) => (waiting.length > 0 ? waiting.shift()(item) : items.push(item)),
    next: () =>
      new Promise((resolve, reject) => {
        if (items.length > 0) return resolve(items.shift());
        const late = setTimeout(() => reject(new Error('nothing came')), DEADLINE);
        waiting.push((item) => {
          clearTimeout(late);
          resolve(item);
        });
      }),
    get length() {
      return items.length;
    },
  };
}

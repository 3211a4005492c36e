// What every program in here has in common: its flags, the one line on stdout, and its end.

import { parseArgs } from 'node:util';

/** The words after the program's name, as `options` of node:util's parseArgs tells; `--port` is everybody's. */
export function flags(options = {}) {
  const all = { port: { type: 'string', default: '0' }, ...options };
  try {
    return parseArgs({ options: all }).values;
  } catch (error) {
    process.stderr.write(`${error.message}; known are ${Object.keys(all).map((name) => `--${name}`).join(' ')}\n`);
    process.exit(2);
  }
}

/** A flag that is a whole number. */
export function number(text, name) {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    process.stderr.write(`--${name} ${text} is no whole number\n`);
    process.exit(2);
  }
  return value;
}

/** For people: stdout holds one line of JSON and nothing else. */
export function log(...words) {
  process.stderr.write(`${words.join(' ')}\n`);
}

/** Listens on the loopback interface, and says on which port. Whoever started the program ends it by SIGTERM, or by
 * ending itself: then stdin is closed. Nobody is told goodbye: tests want to see what a crash leaves. */
export async function listen(server, port) {
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  }).catch((error) => {
    log(`cannot listen on port ${port}: ${error.message}`);
    process.exit(1);
  });
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
  process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0)).resume();
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`);
}

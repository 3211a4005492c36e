// The shop over server-sent events, on plain Node: GET /events with a bearer is a stream of what concerns that person.
// Every event has an id, and `Last-Event-ID` brings what came after it.
//
//   --keep-alive MS   how often a comment says that the stream is alive (1000); 0: never
//   --keep N          how many events of each person are kept (100)
//
// An id that is not known any more, or never was, is answered by the event `lost`.
//
// One more control than elsewhere: after `kick` that person is answered with 204, which asks a client not to come back,
// until POST /control/welcome {"person": "ada"}.

import { flags, listen, number } from './program.mjs';
import { bearer, Shop } from './shop.mjs';
import { Streams } from './sse/streams.mjs';
import { state } from './state.mjs';

const given = flags({
  'keep-alive': { type: 'string', default: '1000' },
  keep: { type: 'string', default: '100' },
});

const streams = new Streams({ keep: number(given.keep, 'keep') });
const every = number(given['keep-alive'], 'keep-alive');
if (every > 0) setInterval(() => streams.keepAlive(), every);

/** Who was thrown out. */
const kicked = new Set();

const shop = new Shop(await state(), {
  emit: async (person, event, data) => streams.publish(person, event, data),
  // HTTP has no word for it on an open answer: the stream ends, and the next request is told.
  expire: async (token) => streams.end((one) => one.token === token),
  kick: async (person) => {
    kicked.add(person);
    streams.end((one) => one.person === person);
  },
  sockets: async () => streams.people(),
  resumed: () => streams.resumed(),
  control: async (what, { person }) => {
    if (what !== 'welcome') return null;
    kicked.delete(person);
    return { status: 200, body: {} };
  },
});

/** Answers GET /events. */
async function events(request, response) {
  if (request.method !== 'GET' || request.url.split('?')[0] !== '/events') return null;
  const token = bearer(request.headers.authorization);
  const { person, why } = await shop.holder(token);
  if (!person) return { status: 401, body: { error: why === 'expired' ? 'the token has expired' : 'wrong token' } };
  if (kicked.has(person)) response.writeHead(204).end();
  else streams.open(response, { person, token, last: request.headers['last-event-id'] });
  return null;
}

await listen(shop.http((request, _body, response) => events(request, response)), number(given.port, 'port'));

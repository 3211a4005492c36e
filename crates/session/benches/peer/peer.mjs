// The same as the bench of the link, with socket.io-client and @tanstack/query-core: `node peer.mjs COMMAND '{…}'` prints
// lines of JSON. What is measured is said in ../link; commands and words are the same.
//
// Where the peer leaves a choice it is made in its favour: one transport, no probing; and, unless `cancel` asks for the
// default, a stale query whose fetch is under way is not fetched once more.

import { back } from './back.mjs'
import { burst } from './burst.mjs'
import { storm } from './storm.mjs'

const commands = { storm, burst, back }
const [name, order] = process.argv.slice(2)
const command = commands[name]
if (!command) {
  console.error(`peer.mjs ${Object.keys(commands).join('|')} '{…}'`)
  process.exit(1)
}
await command(JSON.parse(order))
// Timers of the cache are still set.
process.exit(0)

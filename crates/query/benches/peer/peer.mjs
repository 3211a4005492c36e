// The same as the bench of oriel-query, with @tanstack/query-core: `node peer.mjs CASE SIZE` prints one line of JSON.
//
// What is measured, and what is put back between the rounds, is said in ../cache; the names here are the same. Where
// the peer leaves a choice it is made in its favour: it notifies in the same turn, not after a timeout; its entries
// are queries without a function to fetch; invalidating fetches nothing; and the filters are made beforehand.

import { QueryClient, QueryObserver, hashKey, notifyManager } from '@tanstack/query-core'

// ---- ../cache/measure.rs

const WARM_UP_MS = 150
const COUNTED_MS = 400
const FEWEST = 9
const MOST = 20_000

/** The time, in nanoseconds, that one round in four is quicker than. A round answers the time that counts. */
function quartile(round) {
  let started = performance.now()
  for (let done = 0; done < FEWEST / 3 || performance.now() - started < WARM_UP_MS; done++) round()
  const times = []
  started = performance.now()
  while (times.length < FEWEST || (times.length < MOST && performance.now() - started < COUNTED_MS)) {
    times.push(Number(round()))
  }
  times.sort((a, b) => a - b)
  return { ns: times[Math.floor(times.length / 4)], rounds: times.length }
}

// ---- ../cache/entries.rs

const PAGES = 10
const TARGETS = 16

const account = (number) => `acc_${number}`
const key = (entry) => ['transactions', { account: account(Math.floor(entry / PAGES)), page: entry % PAGES }]
const accounts = (entries) =>
  Array.from({ length: TARGETS }, (_, target) => Math.floor((target * Math.floor(entries / PAGES)) / TARGETS))

function filled(entries) {
  const client = new QueryClient()
  for (let entry = 0; entry < entries; entry++) client.setQueryData(key(entry), { amount: 12 })
  return client
}

// ---- ../cache/invalidate.rs

function filters(name, entries) {
  const targets = Array.from({ length: TARGETS }, (_, target) => target)
  const byAccount = (name) => ({ queryKey: ['transactions', { account: name }] })
  switch (name) {
    case 'no-match-name':
      return targets.map((target) => ({ queryKey: [`nothing_${target}`] }))
    case 'no-match-parameter':
      return targets.map((target) => byAccount(`nobody_${target}`))
    case 'no-match-exact':
      return targets.map((target) => ({ queryKey: key(entries + target), exact: true }))
    case 'exact':
      return accounts(entries).map((number) => ({ queryKey: key(number * PAGES), exact: true }))
    case 'prefix':
      return accounts(entries).map((number) => byAccount(account(number)))
    default:
      return undefined
  }
}

function invalidate(name, entries) {
  const meant = filters(name, entries)
  if (!meant) return undefined
  const client = filled(entries)
  const cache = client.getQueryCache()
  const matches = cache.findAll(meant[0]).length
  const found = new Map()
  let turn = 0
  const figure = quartile(() => {
    const target = meant[turn++ % meant.length]
    const filter = { ...target, refetchType: 'none' }
    const started = process.hrtime.bigint()
    client.invalidateQueries(filter)
    const time = process.hrtime.bigint() - started
    // So that the next round finds nothing invalid.
    if (!found.has(target)) {
      found.set(target, target.exact ? [cache.get(hashKey(target.queryKey))].filter(Boolean) : cache.findAll(target))
    }
    for (const query of found.get(target)) {
      if (!query.state.isInvalidated) throw new Error('it is invalid now')
      query.setState({ isInvalidated: false })
    }
    return time
  })
  return { case: name, size: entries, ns: figure.ns, matches, rounds: figure.rounds }
}

// ---- ../cache/notify.rs

const NOTICES = ['told', 'answered', 'panels']

/** Observers of one query; a listener is called with the new data: told, answered and painted at once. */
function notify(name, observers) {
  if (!NOTICES.includes(name)) return undefined
  notifyManager.setScheduler((callback) => callback())
  const client = new QueryClient()
  const queryKey = ['balance', { account: 'acc_7' }]
  let version = 0
  let calls = 0
  const push = () => client.setQueryData(queryKey, { version: ++version, available: 12 })
  push()
  for (let number = 0; number < observers; number++) {
    new QueryObserver(client, { queryKey, enabled: false, staleTime: Infinity }).subscribe((result) => {
      if (result.data.version === version) calls++
    })
  }
  const figure = quartile(() => {
    calls = 0
    const started = process.hrtime.bigint()
    push()
    const time = process.hrtime.bigint() - started
    if (calls !== observers) throw new Error(`${calls} of ${observers} were called`)
    return time
  })
  return { case: name, size: observers, ns: figure.ns, matches: observers, rounds: figure.rounds }
}

// ---- ../cache/storm.rs

const FETCH_MS = 100
const EVERY_MS = 50
const EVENTS = 60
const REST_MS = 1_500

const sleep = (ms) => new Promise((done) => setTimeout(done, ms))
const tenths = (ms) => Math.round(ms * 10) / 10

/** As documented: `cancelRefetch` is true by default; the alternative joins the fetch under way. */
async function storm(name) {
  const options = { storm: {}, 'storm-join': { cancelRefetch: false } }[name]
  if (!options) return undefined
  const client = new QueryClient()
  let server = 0
  let flights = 0
  const queryKey = ['balance']
  const queryFn = async () => {
    flights++
    const answer = server
    await sleep(FETCH_MS)
    return answer
  }
  let shown = []
  const observer = new QueryObserver(client, { queryKey, queryFn, staleTime: Infinity })
  observer.subscribe(({ data }) => {
    if (data !== undefined && data !== shown.at(-1)?.value) shown.push({ at: performance.now(), value: data })
  })
  await sleep(FETCH_MS * 3)
  shown = shown.slice(-1)
  const before = flights
  const start = performance.now()
  for (let event = 0; event < EVENTS; event++) {
    await sleep(Math.max(0, start + EVERY_MS * event - performance.now()))
    server++
    client.invalidateQueries({ queryKey }, options)
  }
  const last = performance.now()
  await sleep(REST_MS)
  const updates = shown.filter(({ at }) => at >= start)
  const fresh = updates.at(-1)?.value === server
  const moments = [start, ...updates.map(({ at }) => at), ...(fresh ? [] : [performance.now()])]
  const gap = Math.max(...moments.slice(1).map((at, index) => at - moments[index]))
  return {
    case: name,
    flight_ms: FETCH_MS,
    wait_ms: 0,
    updates: updates.filter(({ at }) => at <= last).length,
    flights: flights - before,
    last_shown: fresh,
    last_shown_after_ms: fresh ? tenths(Math.max(0, updates.at(-1).at - last)) : null,
    longest_gap_ms: tenths(gap),
    // What it shows is old; whether it knows is another matter.
    stale_at_end: !fresh || observer.getCurrentResult().isStale,
    calls_itself_stale: observer.getCurrentResult().isStale,
  }
}

const [name, size] = process.argv.slice(2)
const line = invalidate(name, Number(size)) ?? notify(name, Number(size)) ?? (await storm(name))
if (!line) {
  console.error(`there is no case ${name}`)
  process.exit(1)
}
console.log(JSON.stringify(line))
// Timers of the cache are still set.
process.exit(0)

// A client on the backend, and observers on it: ../link/stage.rs and ../link/window.rs.

import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { io } from 'socket.io-client'

export const PATIENCE_MS = 20_000

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms))

/** A promise that is kept once `holds` is true; `look` is called whenever something changed. */
function turning() {
  const waiting = new Set()
  const look = () => {
    for (const { holds, keep } of [...waiting]) if (holds()) keep()
  }
  const until = (what, holds, limit = PATIENCE_MS) =>
    new Promise((keep, fail) => {
      if (holds()) return keep()
      const entry = { holds, keep: () => (waiting.delete(entry), clearTimeout(timer), keep()) }
      const timer = setTimeout(() => (waiting.delete(entry), fail(new Error(`never showed ${what}`))), limit)
      waiting.add(entry)
    })
  return { look, until }
}

const item = (number) => ['item', { item: `item_${number}` }]

/**
 * `windows` times `shown` observers, with their data and a connected socket.
 *
 * `invalidation`: the options of `invalidateQueries`; `refetchType`: which queries are fetched.
 */
export async function open({ address, windows, shown, invalidation = {} }) {
  const client = new QueryClient()
  const turns = turning()
  const stage = { client, until: turns.until, over: false, updates: 0, refetchType: 'active' }
  const queryFn = async ({ queryKey: [, params] }) => {
    const answer = await fetch(`http://${address}/item/${params.item}`)
    if (!answer.ok) throw new Error(`${answer.status}`)
    return answer.json()
  }
  const observers = []
  for (let window = 0; window < windows; window++) {
    for (let number = 0; number < shown; number++) {
      const observer = new QueryObserver(client, { queryKey: item(number), queryFn, staleTime: Infinity })
      observer.subscribe(() => {
        stage.updates++
        turns.look()
      })
      observers.push(observer)
    }
  }
  stage.all = (is) => observers.every((observer) => is(observer.getCurrentResult()))

  // What says that a storm is over is seen by an observer, too.
  const end = new QueryObserver(client, { queryKey: ['over'], enabled: false })
  end.subscribe(({ data }) => {
    stage.over ||= data === true
    turns.look()
  })

  // Each client is one of its own: a manager that is shared would share its waits.
  const socket = io(`http://${address}`, { transports: ['websocket'], forceNew: true })
  stage.socket = socket
  socket.on('changed', (event) => {
    const { refetchType } = stage
    client.invalidateQueries({ queryKey: ['item', { item: event.item }], refetchType }, invalidation)
  })
  socket.on('over', () => client.setQueryData(['over'], true))
  let connections = 0
  socket.on('connect', () => {
    // Anything may have been missed.
    if (connections++ > 0) client.invalidateQueries()
    turns.look()
  })
  await stage.until('its data', () => socket.connected && stage.all(({ data }) => data !== undefined))
  return stage
}

/** Asks the server for signals. */
export async function askFor({ address, first, keys, signals }) {
  const answer = await fetch(`http://${address}/storm?first=${first}&keys=${keys}&signals=${signals}`, { method: 'POST' })
  if (!answer.ok) throw new Error(`the server answers ${answer.status}`)
}

/** What the server says of itself. */
export const told = async (address) => (await fetch(`http://${address}/told`)).json()

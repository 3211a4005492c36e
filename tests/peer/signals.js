// What each signal makes stale: the same as on the sample board.

import { io } from 'socket.io-client'

// In a storm of transactions the first one counts at once, the next ones wait for so much quiet, but never longer.
const QUIET_MS = 100
const LONGEST_MS = 1000

/// Connects the socket to the queries. Answers what tells whether the window is live.
export function connect(client, backend, token) {
  const socket = io(backend, { auth: { token }, transports: ['websocket'] })
  const refresh = refreshing(client)
  const transactions = gathered((accounts) => accounts.forEach((account) => refresh(['transactions', account])))

  const link = { live: false, heard: () => {} }
  const is = (live) => {
    link.live = live
    link.heard()
  }
  let before = false
  socket.on('subscribed', () => {
    is(true)
    // Nothing is told twice: after a gap everything may be stale.
    if (before) client.invalidateQueries()
    before = true
  })
  socket.on('disconnect', () => is(false))
  socket.on('profile_updated', () => refresh(['profile']))
  socket.on('balance_updated', ({ accountId, balance }) => {
    client.setQueryData(['balance', accountId], (now) => (now && now.seq > balance.seq ? now : balance))
  })
  socket.on('transaction_happened', ({ accountId }) => transactions(accountId))
  for (const name of ['notification_received', 'notification_read']) {
    socket.on(name, () => {
      refresh(['notifications'])
      refresh(['unread-count'])
    })
  }
  socket.on('loan_status_changed', () => refresh(['loan-summary']))
  return link
}

/// Fetches a key again: never twice at once, and once more if it was signalled meanwhile.
function refreshing(client) {
  const again = new Map()
  return async function refresh(queryKey) {
    const name = queryKey.join('/')
    if (again.has(name)) {
      again.set(name, true)
      return
    }
    do {
      again.set(name, false)
      await client.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: true })
    } while (again.get(name))
    again.delete(name)
  }
}

/// The first at once; those that follow together, after some quiet.
function gathered(act) {
  let timer = null
  let until = 0
  const waiting = new Set()
  const pass = () => {
    timer = null
    if (waiting.size === 0) return
    act([...waiting])
    waiting.clear()
    open()
  }
  // For so long what comes is gathered.
  const open = () => {
    until = performance.now() + LONGEST_MS
    timer = setTimeout(pass, QUIET_MS)
  }
  return (account) => {
    if (timer === null) {
      act([account])
      open()
      return
    }
    waiting.add(account)
    clearTimeout(timer)
    timer = setTimeout(pass, Math.max(0, Math.min(QUIET_MS, until - performance.now())))
  }
}

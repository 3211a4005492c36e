// ../link/burst.rs

import { askFor, open, sleep, told } from './stage.mjs'

const SETTLING_MS = 5_000
const REST_MS = 500

export async function burst({ address, signals, cancel }) {
  const stage = await open({ address, windows: 1, shown: 1, invalidation: { cancelRefetch: cancel } })
  const before = (await told(address)).gets
  const started = performance.now()
  await askFor({ address, first: 0, keys: 1, signals })
  const isLast = ({ data }) => data?.changes === signals
  const settled = stage.until('the last state', () => stage.all(isLast), SETTLING_MS)
  const shown = await settled.then(() => performance.now() - started, () => null)
  await sleep(REST_MS)
  const gets = (await told(address)).gets - before
  console.log(JSON.stringify({ signals, gets, last_shown_after_ms: shown }))
}

// ../link/storm.rs

import { askFor, open, told } from './stage.mjs'
import { forgetThePeak, memoryKib } from './usage.mjs'

const LONGEST_MS = 300_000
const SETTLING_MS = 10_000

export async function storm(order) {
  const stage = await open({ ...order, invalidation: { cancelRefetch: order.cancel ?? false } })
  if (!order.fetch) stage.refetchType = 'none'
  const before = (await told(order.address)).gets
  forgetThePeak()
  const [memory, usage, updates] = [memoryKib(), process.cpuUsage(), stage.updates]

  const started = performance.now()
  await askFor(order)
  await stage.until('the end of the storm', () => stage.over, LONGEST_MS)
  const seconds = (performance.now() - started) / 1e3
  const used = process.cpuUsage(usage)

  const last = order.signals / order.keys
  const isLast = ({ data }) => data?.changes === last
  let shown = null
  if (order.fetch && order.first === 0 && order.keys >= order.shown) {
    const settled = stage.until('the last state', () => stage.all(isLast), SETTLING_MS)
    shown = await settled.then(() => (performance.now() - started) / 1e3, () => null)
  }
  const server = await told(order.address)
  console.log(
    JSON.stringify({
      signals: order.signals,
      seconds,
      user_s: used.user / 1e6,
      system_s: used.system / 1e6,
      written_s: server.written_us / 1e6,
      gets: server.gets - before,
      batches: stage.updates - updates,
      overflows: 0,
      last_shown_after_s: shown,
      memory_kib: memory.now,
      growth_kib: Math.max(0, memoryKib().peak - memory.now),
      behind: null,
    }),
  )
}

// ../link/back.rs

import { open } from './stage.mjs'

const LONGEST_MS = 120_000

export async function back({ address, clients, shown, boot }) {
  const stages = []
  for (let client = 0; client < clients; client++) stages.push(await open({ address, windows: 1, shown }))
  console.log(JSON.stringify({ live: clients }))
  const isBack = ({ data, isFetching, isStale }) => data?.boot === boot && !isFetching && !isStale
  const wait = async (stage) => {
    await stage.until("the server's next life", () => stage.socket.connected && stage.all(isBack), LONGEST_MS)
    const now = performance.timeOrigin + performance.now()
    console.log(JSON.stringify({ back_us: Math.round(now * 1e3) }))
    stage.socket.disconnect()
  }
  await Promise.all(stages.map(wait))
}

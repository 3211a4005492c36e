// Money in and out: bars over time, above the line what came in and below it what went out.

import { useQuery } from '@tanstack/react-query'
import { memo, useMemo } from 'react'
import { money } from './format.js'

const WIDTH = 1100
const HEIGHT = 140

export function Chart({ name, title, query }) {
  const { data } = useQuery(query)
  const bars = useMemo(() => laidOut(data?.rows ?? []), [data])
  return (
    <section className="panel chart" data-panel={name}>
      <h2>{title}</h2>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
        {bars.map((bar) => (
          <Bar key={bar.id} {...bar} />
        ))}
      </svg>
    </section>
  )
}

const Bar = memo(function Bar({ x, y, width, height, title, credit }) {
  return (
    <rect x={x} y={y} width={width} height={height} className={credit ? 'in' : 'out'}>
      <title>{title}</title>
    </rect>
  )
})

function laidOut(rows) {
  if (rows.length === 0) return []
  const times = rows.map((row) => Date.parse(row.createdAt))
  const first = Math.min(...times)
  const span = Math.max(...times) - first || 1
  const top = Math.max(0, ...rows.map((row) => row.amount))
  const bottom = Math.min(0, ...rows.map((row) => row.amount))
  const scale = HEIGHT / (top - bottom || 1)
  return rows.map((row, place) => ({
    id: row.id,
    x: Math.round(((times[place] - first) / span) * (WIDTH - 8)),
    y: Math.round((top - Math.max(0, row.amount)) * scale),
    width: 8,
    height: Math.max(1, Math.round(Math.abs(row.amount) * scale)),
    title: money(row.amount, row.currency),
    credit: row.amount >= 0,
  }))
}

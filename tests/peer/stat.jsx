// One figure with what it is of.

import { useQuery } from '@tanstack/react-query'

export function Stat({ name, title, query, value, caption }) {
  const { data } = useQuery(query)
  return (
    <section className="panel stat" data-panel={name}>
      <h2>{title}</h2>
      <p className="value">{data && <span data-field="value">{value(data)}</span>}</p>
      <p className="caption">{data && caption?.(data)}</p>
    </section>
  )
}

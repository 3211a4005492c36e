// What the bank had to say, newest first.

import { useQuery } from '@tanstack/react-query'
import { memo } from 'react'
import { ago } from './format.js'

export function List({ name, title, query }) {
  const { data } = useQuery(query)
  return (
    <section className="panel list" data-panel={name}>
      <h2>{title}</h2>
      <ul className="scroll">{data?.rows.map((row) => <Item key={row.id} row={row} />)}</ul>
    </section>
  )
}

const Item = memo(function Item({ row }) {
  return (
    <li data-row={row.id} className={row.read ? 'done' : undefined}>
      <p>
        <strong>{row.title}</strong> <small>{ago(row.createdAt)}</small>
      </p>
      <p>{row.body}</p>
      {!row.read && <button type="button">Mark as read</button>}
    </li>
  )
})

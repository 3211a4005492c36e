// The latest transactions, sorted by any column.

import { useQuery } from '@tanstack/react-query'
import { memo, useMemo, useState } from 'react'
import { ago, money } from './format.js'

const COLUMNS = [
  { field: 'createdAt', label: 'When', numeric: true, own: 'descending' },
  { field: 'counterparty', label: 'Counterparty' },
  { field: 'reference', label: 'Reference' },
  { field: 'amount', label: 'Amount', numeric: true },
  { field: 'status', label: 'Status' },
]

export function Table({ name, title, query }) {
  const { data } = useQuery(query)
  const [sort, setSort] = useState(null)
  const rows = useMemo(() => sorted(data?.rows ?? [], sort), [data, sort])
  const shown = sort ?? { field: 'createdAt', direction: 'descending' }
  return (
    <section className="panel table" data-panel={name}>
      <h2>{title}</h2>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th
                  key={column.field}
                  className={column.numeric ? 'numeric' : undefined}
                  aria-sort={shown.field === column.field ? shown.direction : 'none'}
                >
                  <button type="button" data-sort={column.field} onClick={() => setSort(next(column, shown))}>
                    {column.label}
                  </button>
                </th>
              ))}
              <th className="actions" />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/// TanStack Query keeps the identity of a row that is as it was, so such a row is not rendered again.
const Row = memo(function Row({ row }) {
  return (
    <tr data-row={row.id}>
      <td data-field="createdAt" className="numeric">
        {ago(row.createdAt)}
      </td>
      <td data-field="counterparty">{row.counterparty}</td>
      <td data-field="reference">{row.reference}</td>
      <td data-field="amount" className="numeric">
        {money(row.amount, row.currency)}
      </td>
      <td data-field="status">
        <span className={`badge ${row.status}`}>{row.status}</span>
      </td>
      <td className="actions">
        {row.type === 'debit' && row.status === 'posted' && <button type="button">Refund</button>}
      </td>
    </tr>
  )
})

/// Ascending, descending, and back to the board's own order.
function next(column, shown) {
  const now = shown.field === column.field ? shown.direction : null
  if (column.own) return now === column.own ? { field: column.field, direction: 'ascending' } : null
  if (now === null) return { field: column.field, direction: 'ascending' }
  return now === 'ascending' ? { field: column.field, direction: 'descending' } : null
}

/// As it comes the list is newest first.
function sorted(rows, sort) {
  if (!sort) return rows
  const way = sort.direction === 'ascending' ? 1 : -1
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
  return rows.toSorted((a, b) => way * compare(a[sort.field], b[sort.field]))
}

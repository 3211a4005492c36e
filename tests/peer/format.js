// Numbers and times in words. The formatters are made once: making one is dear.

const currencies = new Map()

export function money(amount, currency) {
  let format = currencies.get(currency)
  if (!format) {
    format = new Intl.NumberFormat('en', { style: 'currency', currency })
    currencies.set(currency, format)
  }
  return format.format(amount)
}

const relative = new Intl.RelativeTimeFormat('en', { style: 'short', numeric: 'auto' })
const UNITS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
]

export function ago(iso) {
  let span = (Date.parse(iso) - Date.now()) / 1000
  for (const [unit, length] of UNITS) {
    if (Math.abs(span) < length) return relative.format(Math.round(span), unit)
    span /= length
  }
  return relative.format(Math.round(span), 'year')
}

// One window: its queries, its socket, its panels. `?backend=HOST:PORT&token=…&control=PORT&window=N` says which.

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { Board } from './board.jsx'
import { control } from './control.js'
import { queries } from './queries.js'
import { connect } from './signals.js'

const words = new URLSearchParams(location.search)
const backend = `http://${words.get('backend')}`
const token = words.get('token')

const client = new QueryClient({
  defaultOptions: {
    // Fresh until a signal says otherwise.
    queries: { staleTime: Infinity, gcTime: Infinity, retry: 1, refetchOnWindowFocus: false, refetchOnReconnect: false },
  },
})
const socket = connect(client, backend, token)
createRoot(document.getElementById('root')).render(
  <QueryClientProvider client={client}>
    <Board queries={queries(backend, token)} socket={socket} />
  </QueryClientProvider>,
)
control(words.get('control'), words.get('window'))

// The panels in rows, as the window `main` of the sample board has them.

import { useSyncExternalStore } from 'react'
import { Chart } from './chart.jsx'
import { money } from './format.js'
import { List } from './list.jsx'
import { Stat } from './stat.jsx'
import { Table } from './table.jsx'

export function Board({ queries, socket }) {
  return (
    <main>
      <header>
        <h1>Accounts</h1>
        <Link socket={socket} />
      </header>
      <div className="row stats">
        <Stat
          name="balance"
          title="Available"
          query={queries.balance}
          value={(data) => money(data.available, data.currency)}
          caption={(data) => `${data.account}, ${data.pending} pending`}
        />
        <Stat name="unread" title="Unread" query={queries.unread} value={(data) => data.count} />
        <Stat
          name="owed"
          title="Owed on loans"
          query={queries.loans}
          value={(data) => money(data.outstanding, data.currency)}
          caption={(data) => `${data.count} loans`}
        />
        <Stat
          name="profile"
          title="Signed in as"
          query={queries.profile}
          value={(data) => data.name}
          caption={(data) => data.email}
        />
      </div>
      <div className="row">
        <Table name="transactions" title="Transactions" query={queries.transactions} />
        <List name="notifications" title="Notifications" query={queries.notifications} />
      </div>
      <div className="row">
        <Chart name="flow" title="Money in and out" query={queries.transactions} />
      </div>
    </main>
  )
}

function Link({ socket }) {
  const live = useSyncExternalStore(
    (heard) => {
      socket.heard = heard
      return () => {}
    },
    () => socket.live,
  )
  return <p data-link={live ? 'live' : 'connecting'}>{live ? 'Live' : 'Connecting'}</p>
}

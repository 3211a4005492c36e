// What is fetched, and how. Keys are those of the sample board: a name, and the values of its variables.

export const ACCOUNT = 'acc_1'

export function queries(backend, token) {
  const get = (queryKey, path) => ({
    queryKey,
    queryFn: async ({ signal }) => {
      const answer = await fetch(`${backend}/api${path}`, { headers: { Authorization: `Bearer ${token}` }, signal })
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
      return answer.json()
    },
  })
  return {
    balance: get(['balance', ACCOUNT], `/accounts/${ACCOUNT}/balance`),
    unread: get(['unread-count'], '/notifications/unread-count'),
    loans: get(['loan-summary'], '/loans/summary'),
    profile: get(['profile'], '/me'),
    transactions: get(['transactions', ACCOUNT], `/accounts/${ACCOUNT}/transactions?limit=50`),
    notifications: get(['notifications'], '/notifications'),
  }
}

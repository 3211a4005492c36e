// How the bench speaks to a window: scripts in, answers out. An open WebSocket costs nothing while nothing is said.

export function control(port, window) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`)
  socket.onopen = () => socket.send(JSON.stringify({ window: Number(window) }))
  socket.onmessage = async ({ data }) => {
    const { body, words } = JSON.parse(data)
    let answer
    try {
      // As WebDriver runs a script: its words are `arguments`, and it may answer later.
      answer = { value: (await new Function(body).apply(null, words)) ?? null }
    } catch (error) {
      answer = { error: String(error) }
    }
    socket.send(JSON.stringify(answer))
  }
}

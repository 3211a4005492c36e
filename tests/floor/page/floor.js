// One window of the floor: hear an event, ask with a command what it does not bring along, repaint, take the time.

const { invoke, transformCallback, metadata } = window.__TAURI_INTERNALS__;
const value = document.getElementById("value");
const painted = [];

// The second callback comes after the first one's frame was painted.
function afterPaint(then) {
  requestAnimationFrame(() => requestAnimationFrame(() => then(performance.timeOrigin + performance.now())));
}

async function told({ payload }) {
  const data = payload.data ?? new TextDecoder().decode(await invoke("fetch", { n: payload.n }));
  const { n, last, text } = JSON.parse(data);
  value.textContent = text.slice(0, 20);
  afterPaint((at) => {
    painted.push([n, at]);
    if (last) invoke("act", { painted });
  });
}

await invoke("plugin:event|listen", {
  event: "floor",
  target: { kind: "WebviewWindow", label: metadata.currentWindow.label },
  handler: transformCallback(told),
});
await invoke("open");

// Notes the number in each of these places at each change, with the time at which the change had been painted, in
// milliseconds since 1970. `arguments[0]`: name, selector, and the pattern of the number where it is not all digits.
const probes = arguments[0].map(([name, selector, pattern]) => ({ name, selector, pattern: pattern && new RegExp(pattern) }));
const number = ({ selector, pattern }) => {
  const text = document.querySelector(selector)?.textContent ?? "";
  return Number(pattern ? (text.match(pattern)?.[1] ?? 0) : text.replace(/[^0-9]/g, ""));
};
const seen = (window.orielBenchSeen = Object.fromEntries(probes.map(({ name }) => [name, []])));
for (const probe of probes) probe.last = number(probe);
window.orielBench?.disconnect();
window.orielBench = new MutationObserver(() => {
  const changed = [];
  for (const probe of probes) {
    const now = number(probe);
    if (now === probe.last) continue;
    probe.last = now;
    changed.push([probe.name, now]);
  }
  if (changed.length === 0) return;
  // The second callback comes after the first one's frame was painted.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const at = performance.timeOrigin + performance.now();
      for (const [name, now] of changed) seen[name].push([now, at]);
    }),
  );
});
window.orielBench.observe(document.body, { subtree: true, childList: true, characterData: true });

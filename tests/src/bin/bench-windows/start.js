// Notes when this window had painted live data first, in milliseconds since 1970.
{
  const live = () => {
    const said = (panel) => document.querySelector(`[data-panel="${panel}"] [data-field="value"]`)?.textContent.trim();
    return (
      ["balance", "unread", "owed", "profile"].every(said) &&
      document.querySelector('[data-panel="transactions"] [data-row]') &&
      document.querySelector('[data-panel="notifications"] [data-row]') &&
      document.querySelector('[data-link="live"]') &&
      [...document.querySelectorAll("[data-age]")].every((age) => age.dataset.age === "live")
    );
  };
  const seen = (window.orielBenchLive = { at: null });
  const look = () => {
    if (!live()) return;
    observer.disconnect();
    // The second callback comes after the first one's frame was painted.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        seen.at = performance.timeOrigin + performance.now();
      }),
    );
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  look();
}

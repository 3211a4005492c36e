// Clicks a column's head once a second, so many times, and notes how long each took until its answer was painted, from
// when it was due: a page that is busy is late, as it would be for a person. `arguments`: how often, the head's button.
const [count, selector] = arguments;
const took = (window.orielBenchClicks = []);
const first = performance.now() + 1000;
const step = (n) => {
  if (n >= count) return;
  const due = first + n * 1000;
  setTimeout(() => {
    const button = document.querySelector(selector);
    const answered = new MutationObserver(() => {
      answered.disconnect();
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          took.push(performance.now() - due);
          step(n + 1);
        }),
      );
    });
    answered.observe(button.closest("th"), { attributes: true, attributeFilter: ["aria-sort"] });
    button.click();
  }, due - performance.now());
};
step(0);

// Starts the window, and loads its page again should the program in it fail. A file of its own, because the page's policy
// allows no inline scripts.
import init from './oriel-ui.js';

// A page that lived as long is a good one: should it fail, it is loaded again at once, and otherwise after a while.
const GOOD_MS = 30_000;
const [FIRST_MS, LONGEST_MS] = [1_000, 64_000];

let failed = false;

// A program that stopped in the middle of something does nothing any more: its page would show something old for ever.
// WebKit has been reported to break programs without a fault (tauri#7154, wasm-bindgen#3389), once in many page loads.
function fail(error) {
  if (failed) return;
  failed = true;
  const last = JSON.parse(sessionStorage.getItem('failed') ?? 'null');
  const wait = last && performance.now() < GOOD_MS ? Math.min(Math.max(last.wait * 2, FIRST_MS), LONGEST_MS) : 0;
  sessionStorage.setItem('failed', JSON.stringify({ wait }));
  console.error(`the program of this window failed; loaded again after ${wait} ms: ${error}`);
  if (wait > 0) say(error, wait / 1_000);
  setTimeout(() => location.reload(), wait);
}

function say(error, seconds) {
  const put = (parent, name, className, text = '') => {
    const element = parent.appendChild(document.createElement(name));
    element.className = className;
    element.textContent = text;
    return element;
  };
  document.body.replaceChildren();
  const stage = put(document.body, 'main', 'stage');
  stage.dataset.state = 'failed';
  const card = put(stage, 'div', 'card');
  card.setAttribute('role', 'alert');
  put(card, 'h1', '', 'This window failed');
  put(card, 'p', 'reason', String(error));
  put(card, 'p', 'next quiet', `It is loaded again in ${seconds} s. Other windows are not affected.`);
  const button = put(put(card, 'div', 'buttons'), 'button', 'primary', 'Load it now');
  button.addEventListener('click', () => location.reload());
}

// What goes wrong in the program itself ends in one of these, a panic too. No other error of a page is its end.
const ofProgram = (error) => error instanceof WebAssembly.RuntimeError;
addEventListener('error', ({ error }) => ofProgram(error) && fail(error));
addEventListener('unhandledrejection', ({ reason }) => ofProgram(reason) && fail(reason));

init({ module_or_path: './oriel-ui_bg.wasm' }).catch(fail);

// Starts the window. A file of its own, because the page's policy allows no inline scripts.
import init from './oriel-ui.js';

init({ module_or_path: './oriel-ui_bg.wasm' }).catch((error) => {
  const message = document.createElement('main');
  message.className = 'stage';
  message.dataset.state = 'failed';
  message.setAttribute('role', 'alert');
  message.textContent = `This window could not be started: ${error}`;
  document.body.replaceChildren(message);
});

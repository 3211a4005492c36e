// The packages that the servers stand on. They are installed outside of the source tree (`cargo xtask servers`), where
// an `import` of a program that lies in here would not look: ORIEL_SERVERS names the folder.

import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = process.env.ORIEL_SERVERS;
if (!folder) {
  process.stderr.write('ORIEL_SERVERS is not set: `cargo xtask servers` installs the packages and prints it\n');
  process.exit(2);
}

/** Loads a package by its name. */
export const packaged = createRequire(join(folder, 'node', 'package.json'));

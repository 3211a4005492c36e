// Memory in this process's hands: ../link/usage.rs.

import { readFileSync, writeFileSync } from 'node:fs'

/** Memory now, and the most there was, in KiB; zeros where the system does not tell. */
export function memoryKib() {
  let status = ''
  try {
    status = readFileSync('/proc/self/status', 'utf8')
  } catch {
    // Not Linux.
  }
  const line = (name) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0)
  return { now: line('VmRSS'), peak: line('VmHWM') }
}

/** The peak counts from now on. */
export function forgetThePeak() {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {
    // Then it is too high rather than too low.
  }
}

// Where Node-RED keeps things, in its own terms (a storage module): all in memory, with a session for each token.

import { PEOPLE, tokensOf } from '../people.mjs';

/** Days that a session lasts unless somebody expires it. */
const LASTS = 30;

/** A storage that holds this flow. */
export function storage(flow) {
  let flows = flow;
  let credentials = {};
  let settings = {};
  const sessions = {};
  for (const person of PEOPLE) {
    for (const token of tokensOf(person)) {
      const expires = Date.now() + LASTS * 24 * 60 * 60 * 1000;
      sessions[token] = { user: person, client: 'node-red-editor', scope: ['*'], accessToken: token, expires };
    }
  }
  return {
    /** The session of this token is over. Node-RED forgets it as soon as it sees that. */
    expire: (token) => {
      if (sessions[token]) sessions[token].expires = 0;
    },
    tokensOf: (person) => Object.keys(sessions).filter((token) => sessions[token].user === person),
    init: async () => {},
    getFlows: async () => flows,
    saveFlows: async (changed) => void (flows = changed),
    getCredentials: async () => credentials,
    saveCredentials: async (changed) => void (credentials = changed),
    getSettings: async () => settings,
    saveSettings: async (changed) => void (settings = changed),
    // The very same object: Node-RED works on what it is given.
    getSessions: async () => sessions,
    saveSessions: async () => {},
    getLibraryEntry: async () => [],
    saveLibraryEntry: async () => {},
  };
}

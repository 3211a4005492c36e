// Who is who in the shop: the same in every server, whatever it is written in.

/** The tokens that are good until somebody says otherwise. */
const OWNERS = { 'ada-token': 'ada', 'ada-token-2': 'ada', 'ben-token': 'ben', 'old-token': 'ada' };

/** The tokens that were good once. */
export const EXPIRED = ['old-token'];

/** The people. */
export const PEOPLE = ['ada', 'ben'];

/** The tokens of a person. */
export function tokensOf(person) {
  return Object.keys(OWNERS).filter((token) => OWNERS[token] === person);
}

/** Whose token that is; `state` knows what has expired since. `why` is 'wrong' or 'expired' where it is no good. */
export async function holder(token, state) {
  const person = Object.hasOwn(OWNERS, token ?? '') ? OWNERS[token] : null;
  if (person === null) return { why: 'wrong' };
  if (await state.isExpired(token)) return { why: 'expired' };
  return { person };
}

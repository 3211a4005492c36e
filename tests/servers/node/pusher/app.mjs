// The one app that the server has, and signatures with its secret.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export const APP = { appId: '1', key: 'shop-key', secret: 'shop-secret' };

/** What a text is signed with. */
export function sign(text) {
  return createHmac('sha256', APP.secret).update(text).digest('hex');
}

/** Whether `auth`, which is `KEY:SIGNATURE`, signs this text. */
export function isSigned(auth, text) {
  const wanted = Buffer.from(`${APP.key}:${sign(text)}`);
  const given = Buffer.from(String(auth ?? ''));
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

/** The digest that a request to the HTTP interface names its body by. */
export function digest(body) {
  return createHash('md5').update(body, 'utf8').digest('hex');
}

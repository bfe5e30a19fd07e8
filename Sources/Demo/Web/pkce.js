// SPDX-License-Identifier: Apache-2.0
// Random texts, and what proves that who redeems a code is who asked for it (RFC 7636).

/** Bytes as base64url without padding (RFC 4648 §5). */
export function base64url(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The bytes of a base64url text. */
export function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Error('this is no base64url')
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
}

/** 256 random bits: for state, nonce and verifier, whose 43 characters are what RFC 7636 §4.1 wants at least. */
export function randomText() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)))
}

/** The challenge of a verifier, by the method S256 (RFC 7636 §4.2). */
export async function challenge(verifier) {
  return base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)))
}

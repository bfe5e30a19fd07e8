// SPDX-License-Identifier: Apache-2.0
// JSON Web Tokens: taken apart to be shown, and verified before the page believes them.

import { base64url, fromBase64url } from './pkce.js'

/** The three parts of a token; the signature is not looked at. Throws for what is no JWT. */
export function decode(token) {
  const parts = token.split('.')
  if (parts.length !== 3) throw new Error('this is no JWT: it has not three parts')
  const json = (part) => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64url(part)))
  return { header: json(parts[0]), claims: json(parts[1]) }
}

/** Like decode, for showing: an opaque token has no claims. */
export function decodeOrNull(token) {
  try {
    return decode(token)
  } catch {
    return null
  }
}

/**
 * Checks what OpenID Connect Core 1.0 §3.1.3.7 and §3.2.2.11 want of an ID token, but for its signature.
 * Throws an error that says what is wrong.
 */
export function checkIDToken({ header, claims }, { issuer, clientId, nonce, now = Date.now() / 1000, leeway = 60 }) {
  if (header.alg !== 'RS256') throw new Error(`the ID token is signed with ${header.alg}, not RS256`)
  if (claims.iss !== issuer) throw new Error(`the ID token is from ${claims.iss}, not from ${issuer}`)
  const audiences = [claims.aud].flat()
  if (!audiences.includes(clientId)) throw new Error(`the ID token is for ${audiences.join(', ')}, not for ${clientId}`)
  if (audiences.length > 1 && claims.azp !== clientId) throw new Error('the ID token is for several, and not ours')
  if (nonce !== undefined && claims.nonce !== nonce) throw new Error('the ID token answers another login (nonce)')
  if (!(claims.exp > now - leeway)) throw new Error('the ID token has expired')
  if (!(claims.iat < now + leeway)) throw new Error('the ID token is from the future; do the clocks agree?')
  if (!claims.sub) throw new Error('the ID token says of nobody who he is (sub)')
}

/** Verifies an RS256 signature with the keys of a JWKS. */
export async function verifySignature(token, jwks) {
  const { header } = decode(token)
  const jwk = jwks.keys.find((key) => key.kid === header.kid && key.kty === 'RSA')
  if (!jwk) throw new Error(`the issuer publishes no key ${header.kid}`)
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('jwk', { kty: 'RSA', n: jwk.n, e: jwk.e }, algorithm, false, ['verify'])
  const end = token.lastIndexOf('.')
  const signed = new TextEncoder().encode(token.slice(0, end))
  const isRight = await crypto.subtle.verify(algorithm, key, fromBase64url(token.slice(end + 1)), signed)
  if (!isRight) throw new Error('the signature of the ID token is wrong')
}

/** What at_hash must be: half of the access token's hash (OpenID Connect Core 1.0 §3.2.2.9). */
export async function accessTokenHash(accessToken) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(accessToken))
  return base64url(hash.slice(0, 16))
}

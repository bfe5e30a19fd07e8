// SPDX-License-Identifier: Apache-2.0
// Tests of the demo's modules, for `node --test`; DemoTests.swift runs them beside copies of the modules.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { webcrypto } from 'node:crypto'
import { damaged, lesson, messageOf } from './call.js'
import { accessTokenHash, checkIDToken, decode, decodeOrNull, verifySignature } from './jwt.js'
import { OAuthError, authorizeParameters, callbackResponse, checkResponse, logoutURL, newTransaction } from './oidc.js'
import { base64url, challenge, fromBase64url, randomText } from './pkce.js'

globalThis.crypto ??= webcrypto

const text = (value) => base64url(new TextEncoder().encode(JSON.stringify(value)))
const jwt = (header, claims) => `${text(header)}.${text(claims)}.c2ln`

test('the challenge is that of RFC 7636, appendix B', async () => {
  assert.equal(await challenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'), 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
})

test('random texts are long enough for a verifier, and never the same', () => {
  const texts = Array.from({ length: 100 }, randomText)
  assert.equal(new Set(texts).size, 100)
  for (const one of texts) assert.match(one, /^[A-Za-z0-9_-]{43}$/)
})

test('base64url goes there and back, and takes nothing else', () => {
  for (let length = 0; length < 40; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 97 + length) & 255)
    assert.deepEqual(fromBase64url(base64url(bytes)), bytes)
  }
  for (const bad of ['a+b=', 'a b', 'a/b', 'ä']) assert.throws(() => fromBase64url(bad))
})

test('a token is taken apart, letters beyond ASCII too', () => {
  const token = jwt({ alg: 'RS256' }, { name: 'Zoë 李' })
  assert.deepEqual(decode(token), { header: { alg: 'RS256' }, claims: { name: 'Zoë 李' } })
  for (const bad of ['', 'a.b', 'a.b.c.d', 'e30.x.', 'opaque', null]) assert.equal(decodeOrNull(bad ?? ''), null)
})

// OpenID Connect Core 1.0 §3.1.3.7.
const good = { iss: 'http://i/', aud: 'me', sub: 'u', exp: 2000, iat: 1000, nonce: 'n' }
const expected = { issuer: 'http://i/', clientId: 'me', nonce: 'n', now: 1500 }
const check = (claims, header = { alg: 'RS256' }, more = {}) =>
  checkIDToken({ header, claims: { ...good, ...claims } }, { ...expected, ...more })

test('an ID token that is right is taken', () => {
  check({})
  check({ aud: ['me'] })
  check({ aud: ['me', 'other'], azp: 'me' })
  check({}, undefined, { now: 2059 })
})

for (const [what, claims, header, more] of [
  ['algorithm', {}, { alg: 'none' }], ['algorithm of a secret', {}, { alg: 'HS256' }],
  ['issuer', { iss: 'http://i' }], ['audience', { aud: 'other' }], ['party', { aud: ['me', 'other'] }],
  ['nonce', { nonce: 'other' }], ['no nonce', { nonce: undefined }], ['expiry', {}, undefined, { now: 2061 }],
  ['no expiry', { exp: undefined }], ['future', { iat: 1561 }], ['no subject', { sub: undefined }],
]) {
  test(`an ID token with a wrong ${what} is refused`, () => assert.throws(() => check(claims, header, more)))
}

test('a signature is verified with the issuer’s key', async () => {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
  const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const jwks = { keys: [{ ...(await crypto.subtle.exportKey('jwk', pair.publicKey)), kid: 'k' }] }
  const head = `${text({ alg: 'RS256', kid: 'k' })}.${text(good)}`
  const signature = await crypto.subtle.sign(algorithm, pair.privateKey, new TextEncoder().encode(head))
  const token = `${head}.${base64url(signature)}`
  await verifySignature(token, jwks)
  await assert.rejects(verifySignature(damaged(token), jwks), /signature/)
  await assert.rejects(verifySignature(token, { keys: [] }), /no key/)
})

test('a damaged token differs in one letter of its signature', () => {
  const token = jwt({}, {})
  const other = damaged(token)
  assert.equal(other.length, token.length)
  assert.equal([...token].filter((letter, index) => letter !== other[index]).length, 1)
  assert.equal(other.slice(0, other.lastIndexOf('.')), token.slice(0, token.lastIndexOf('.')))
})

test('at_hash is that of OpenID Connect Core 1.0, appendix A.4', async () => {
  assert.equal(await accessTokenHash('jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y'), '77QmUPtjPfzWtF2AnpK9RQ')
})

test('an answer to another login is refused, be it an error or not', () => {
  const transaction = newTransaction('code')
  const { state } = transaction
  checkResponse({ code: 'c', state }, transaction)
  assert.throws(() => checkResponse({ code: 'c', state: 'other' }, transaction), /state/)
  assert.throws(() => checkResponse({ code: 'c' }, transaction), /state/)
  assert.throws(() => checkResponse({ error: 'access_denied', state: 'other' }, transaction), /state/)
  assert.throws(() => checkResponse({ code: 'c', state }, null), /nobody has asked/)
  assert.throws(() => checkResponse({ error: 'login_required', state }, transaction), OAuthError)
})

test('a code comes in the query, and tokens in the fragment', () => {
  assert.deepEqual(callbackResponse({ search: '?code=a%20b&state=s', hash: '' }), { code: 'a b', state: 's' })
  assert.deepEqual(callbackResponse({ search: '', hash: '#access_token=t&state=s' }), { access_token: 't', state: 's' })
})

test('the code flow sends a challenge and asks for a refresh token, the implicit flow neither', async () => {
  const settings = { clientId: 'me', audience: 'a', redirectUri: 'http://p/callback', prompt: 'none' }
  const code = newTransaction('code')
  const sent = await authorizeParameters(code, settings)
  assert.equal(sent.get('response_type'), 'code')
  assert.equal(sent.get('code_challenge'), await challenge(code.verifier))
  assert.equal(sent.get('code_challenge_method'), 'S256')
  assert.ok(sent.get('scope').split(' ').includes('offline_access'))
  assert.equal(sent.get('prompt'), 'none')
  const implicit = await authorizeParameters(newTransaction('implicit'), settings)
  assert.equal(implicit.get('response_type'), 'token id_token')
  assert.ok(!implicit.has('code_challenge') && !implicit.get('scope').includes('offline_access'))
  assert.ok(implicit.get('nonce') && implicit.get('state') && implicit.get('nonce') !== implicit.get('state'))
})

test('the way out names the application and where to come back', () => {
  assert.equal(
    logoutURL({ issuer: 'http://i/', clientId: 'me' }, 'http://p:1/'),
    'http://i/v2/logout?client_id=me&returnTo=http%3A%2F%2Fp%3A1%2F',
  )
})

test('the message is the function’s, the gateway’s, or the text itself', () => {
  assert.equal(messageOf('{"message": "Welcome"}'), 'Welcome')
  assert.equal(messageOf('{"Message":"User is not authorized"}'), 'User is not authorized')
  assert.equal(messageOf('plain'), 'plain')
})

test('each status teaches something', () => {
  for (const status of [200, 401, 403, 500]) assert.notEqual(lesson({ status }, { verdict: 'deny' }), '')
  assert.match(lesson({ isHidden: true }), /CORS/)
})

// SPDX-License-Identifier: Apache-2.0
// A small OpenID Connect client: the authorization code flow with PKCE, and the implicit flow.

import { accessTokenHash, checkIDToken, decode, verifySignature } from './jwt.js'
import { challenge, randomText } from './pkce.js'

/** What the issuer answers when it cannot do what was asked. */
export class OAuthError extends Error {
  constructor(code, description) {
    super(description ? `${description} (${code})` : code)
    this.code = code
  }
}

/** What is to be remembered until the issuer's answer is there. */
export function newTransaction(flow) {
  const transaction = { flow, state: randomText(), nonce: randomText() }
  return flow === 'code' ? { ...transaction, verifier: randomText() } : transaction
}

/** The parameters of /authorize for a transaction. */
export async function authorizeParameters(transaction, { clientId, audience, redirectUri, ...more }) {
  const isCode = transaction.flow === 'code'
  const parameters = new URLSearchParams({
    client_id: clientId,
    response_type: isCode ? 'code' : 'token id_token',
    redirect_uri: redirectUri,
    // Only who can keep a code's secret is given a refresh token: the implicit flow has none (RFC 6749 §4.2).
    scope: 'openid profile email read:messages' + (isCode ? ' offline_access' : ''),
    audience,
    state: transaction.state,
    nonce: transaction.nonce,
    ...more,
  })
  if (isCode) {
    parameters.set('code_challenge', await challenge(transaction.verifier))
    parameters.set('code_challenge_method', 'S256')
  }
  return parameters
}

/** What came back to the callback: the query of a code, or the fragment of an implicit answer. */
export function callbackResponse({ search, hash }) {
  return Object.fromEntries(new URLSearchParams(hash.length > 1 ? hash.slice(1) : search))
}

/** Checks that an answer belongs to a transaction, and is none of an error. */
export function checkResponse(response, transaction) {
  if (!transaction) throw new Error('nobody has asked for this answer: log in from this page, in this tab')
  // First, so that nobody else's answer is believed, errors included (RFC 6749 §10.12).
  if (response.state !== transaction.state) throw new Error('this answers another login (state)')
  if (response.error) throw new OAuthError(response.error, response.error_description)
}

/** Makes tokens of the issuer's answer, and checks them. */
export async function redeem(response, transaction, { issuer, clientId, redirectUri }) {
  checkResponse(response, transaction)
  const isCode = transaction.flow === 'code'
  const tokens = isCode
    ? await tokenRequest(issuer, {
        grant_type: 'authorization_code',
        client_id: clientId,
        code: response.code,
        code_verifier: transaction.verifier,
        redirect_uri: redirectUri,
      })
    : response
  if (!tokens.access_token || !tokens.id_token) throw new Error('the issuer answered without tokens')
  const idToken = await verified(tokens.id_token, { issuer, clientId, nonce: transaction.nonce })
  if (idToken.claims.at_hash && idToken.claims.at_hash !== (await accessTokenHash(tokens.access_token))) {
    throw new Error('the access token is not the one that the ID token speaks of (at_hash)')
  }
  return tokens
}

/** An ID token that is what it should be, taken apart. */
async function verified(idToken, expected) {
  const decoded = decode(idToken)
  checkIDToken(decoded, expected)
  // Asked for anew: a browser may have kept the keys of a moment ago, and the token may be signed by a newer one.
  await verifySignature(idToken, await fetchJSON(`${expected.issuer}.well-known/jwks.json`, { cache: 'no-cache' }))
  return decoded
}

/**
 * New tokens for a refresh token, which is dead from then on: the answer has the next one. They are for the same user
 * (OpenID Connect Core 1.0 §12.2).
 */
export async function refresh(refreshToken, subject, { issuer, clientId }) {
  const tokens = await tokenRequest(issuer, {
    grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken,
  })
  if (!tokens.access_token) throw new Error('the issuer answered without a token')
  if (tokens.id_token) {
    const { claims } = await verified(tokens.id_token, { issuer, clientId })
    if (claims.sub !== subject) throw new Error('the new tokens are somebody else’s (sub)')
  }
  return tokens
}

export function logoutURL({ issuer, clientId }, returnTo) {
  return `${issuer}v2/logout?${new URLSearchParams({ client_id: clientId, returnTo })}`
}

export function userinfo({ issuer }, accessToken) {
  return fetchJSON(`${issuer}userinfo`, { headers: { Authorization: `Bearer ${accessToken}` } })
}

function tokenRequest(issuer, parameters) {
  return fetchJSON(`${issuer}oauth/token`, { method: 'POST', body: new URLSearchParams(parameters) })
}

async function fetchJSON(url, options) {
  let answer
  try {
    answer = await fetch(url, options)
  } catch {
    throw new Error(`${new URL(url).origin} does not answer; is the issuer there?`)
  }
  const body = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new OAuthError(body.error ?? `status ${answer.status}`, body.error_description)
  return body
}

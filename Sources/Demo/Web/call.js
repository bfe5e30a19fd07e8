// SPDX-License-Identifier: Apache-2.0
// Calling the API, and asking the gateway why it answered so.

/** A token with another letter in the middle of its signature: still well-formed, and worth nothing. */
export function damaged(token) {
  const place = token.lastIndexOf('.') + Math.ceil((token.length - token.lastIndexOf('.')) / 2)
  return token.slice(0, place) + (token[place] === 'A' ? 'B' : 'A') + token.slice(place + 1)
}

/** Calls a URL of the API, as an application would. */
export async function call(url, token) {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json' }
  if (token) headers.Authorization = `Bearer ${token}`
  const begin = performance.now()
  let answer
  try {
    answer = await fetch(url, { headers, cache: 'no-store' })
  } catch {
    return { url, headers, isHidden: true, milliseconds: performance.now() - begin }
  }
  const text = await answer.text()
  return {
    url,
    headers,
    status: answer.status,
    milliseconds: performance.now() - begin,
    message: messageOf(text),
    text,
    requestId: answer.headers.get('x-amzn-RequestId'),
    errorType: answer.headers.get('x-amzn-ErrorType'),
  }
}

/** What the gateway itself says of a request: AWS would not tell. Null if it does not. */
export async function decisionOf(requestId) {
  if (!requestId) return null
  try {
    const answer = await fetch(`/demo/decisions/${encodeURIComponent(requestId)}`, { cache: 'no-store' })
    return answer.ok ? await answer.json() : null
  } catch {
    return null
  }
}

/** The function writes `message`, the gateway's own refusals `message` or, of a policy, `Message`. */
export function messageOf(text) {
  try {
    const body = JSON.parse(text)
    return body.message ?? body.Message ?? text
  } catch {
    return text
  }
}

/** What a status teaches, in a sentence. */
export function lesson({ status, isHidden }, decision) {
  if (isHidden) {
    return 'The browser got no answer, or one that this page may not read. Is the gateway running, and does the definition have CORS?'
  }
  switch (status) {
    case 200:
      return decision?.authorizer
        ? 'The authorizer’s policy allows it, so the function ran.'
        : 'This route is public: nobody was asked, and no token is needed.'
    case 401:
      return 'Without a token in its place the gateway refuses by itself: it does not even ask the authorizer.'
    case 403:
      return decision?.verdict === 'deny'
        ? 'The authorizer was asked and said Deny. It never says why to the client, and neither does AWS; here you may know.'
        : 'There is no such route.'
    case 500:
      return 'The authorizer failed instead of answering. To the client that looks like a broken API: a good authorizer denies.'
    default:
      return ''
  }
}

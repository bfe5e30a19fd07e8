// SPDX-License-Identifier: Apache-2.0
// Logging in without anybody seeing it: the issuer, in a hidden frame, is asked not to ask (prompt=none).

import { OAuthError } from './oidc.js'

/**
 * Loads a URL of /authorize in a frame, and waits for what it posts
 * (OAuth 2.0 Web Message Response Mode, draft-sakimura-oauth-wmrm-01).
 */
export function askInFrame(url, { timeout = 10_000 } = {}) {
  return new Promise((resolve, reject) => {
    const frame = document.createElement('iframe')
    frame.hidden = true
    frame.title = 'silent login'
    const timer = setTimeout(() => {
      end()
      reject(new OAuthError('timeout', 'The issuer did not answer in its frame'))
    }, timeout)
    const listen = (event) => {
      // Any page may post anything to any other: only this frame, and only while the issuer is in it.
      if (event.source !== frame.contentWindow || event.origin !== new URL(url).origin) return
      if (event.data?.type !== 'authorization_response') return
      end()
      resolve(event.data.response)
    }
    function end() {
      clearTimeout(timer)
      removeEventListener('message', listen)
      frame.remove()
    }
    addEventListener('message', listen)
    frame.src = url
    document.body.append(frame)
  })
}

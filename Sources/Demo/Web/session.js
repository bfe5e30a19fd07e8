// SPDX-License-Identifier: Apache-2.0
// Who is logged in: tokens and their expiry, in localStorage, and how they are renewed.

import { decode } from './jwt.js'
import * as oidc from './oidc.js'
import { askInFrame } from './silent.js'

const keys = ['access_token', 'id_token', 'expires_at', 'refresh_token', 'flow']

/** How long before its end a token is renewed, in seconds: half a minute, and of a short one the last fifth. */
export function renewalMargin(lifetime) {
  return Math.min(30, lifetime / 5)
}

export class Session extends EventTarget {
  #config
  #timer

  constructor(config) {
    super()
    this.#config = { ...config, redirectUri: `${location.origin}/callback` }
    // Another tab has logged in, out, or renewed.
    addEventListener('storage', (event) => {
      if (event.key === null || event.key === 'expires_at') this.#changed()
    })
    this.#schedule()
  }

  get accessToken() { return localStorage.getItem('access_token') }
  get idToken() { return localStorage.getItem('id_token') }
  get refreshToken() { return localStorage.getItem('refresh_token') }
  get flow() { return localStorage.getItem('flow') ?? 'code' }
  /** In milliseconds since 1970, as Date.now() counts. */
  get expiresAt() { return Number(localStorage.getItem('expires_at') ?? 0) }
  get secondsLeft() { return Math.max(0, (this.expiresAt - Date.now()) / 1000) }
  get isLoggedIn() { return this.accessToken !== null && this.secondsLeft > 0 }

  /** Goes to the issuer; what comes back comes to /callback. */
  async login(flow, more = {}) {
    const transaction = { ...oidc.newTransaction(flow), from: location.pathname }
    sessionStorage.setItem('transaction', JSON.stringify(transaction))
    const parameters = await oidc.authorizeParameters(transaction, { ...this.#config, ...more })
    location.assign(`${this.#config.issuer}authorize?${parameters}`)
  }

  /** Ends a login with what came back, and answers where it began. */
  async finishLogin(where) {
    const transaction = JSON.parse(sessionStorage.getItem('transaction'))
    // It is good for one answer.
    sessionStorage.removeItem('transaction')
    this.#keep(await oidc.redeem(oidc.callbackResponse(where), transaction, this.#config), transaction.flow)
    return transaction.from === '/callback' ? '/' : transaction.from
  }

  /** Logs in with the session that the issuer has, without its form. */
  async loginSilently(flow) {
    const transaction = oidc.newTransaction(flow)
    const parameters = await oidc.authorizeParameters(transaction, {
      ...this.#config, prompt: 'none', response_mode: 'web_message',
    })
    const response = await askInFrame(`${this.#config.issuer}authorize?${parameters}`)
    this.#keep(await oidc.redeem(response, transaction, this.#config), flow)
  }

  /** Gets new tokens: with the refresh token if there is one, and else silently. */
  async renew() {
    const before = this.accessToken
    // One tab at a time: a refresh token that is used twice is taken for a stolen one, and ends the whole family.
    await navigator.locks.request('renewal', async () => {
      if (this.accessToken !== before) return
      if (!this.refreshToken) return this.loginSilently(this.flow)
      try {
        const { sub } = decode(this.idToken).claims
        this.#keep(await oidc.refresh(this.refreshToken, sub, this.#config), this.flow)
      } catch (error) {
        if (error.code !== 'invalid_grant') throw error
        localStorage.removeItem('refresh_token')
        await this.loginSilently(this.flow)
      }
    })
  }

  logout() {
    this.#forget()
    location.assign(oidc.logoutURL(this.#config, `${location.origin}/`))
  }

  userinfo() { return oidc.userinfo(this.#config, this.accessToken) }

  #keep(tokens, flow) {
    localStorage.setItem('access_token', tokens.access_token)
    if (tokens.id_token) localStorage.setItem('id_token', tokens.id_token)
    if (tokens.refresh_token) localStorage.setItem('refresh_token', tokens.refresh_token)
    localStorage.setItem('flow', flow)
    // Last: it is what other tabs listen for.
    localStorage.setItem('expires_at', String(Date.now() + Number(tokens.expires_in) * 1000))
    this.#changed()
  }

  #forget() {
    for (const key of keys) localStorage.removeItem(key)
    this.#changed()
  }

  #changed() {
    this.#schedule()
    this.dispatchEvent(new Event('change'))
  }

  /** Renews shortly before the end, or says that it has come. */
  #schedule() {
    clearTimeout(this.#timer)
    if (!this.accessToken) return
    const wait = this.secondsLeft - renewalMargin(this.secondsLeft)
    // Timers count to 2^31 milliseconds only; then look again.
    this.#timer = setTimeout(() => this.#renewInTime(), Math.min(Math.max(wait, 0), 86_400) * 1000)
  }

  async #renewInTime() {
    if (this.secondsLeft > 60) return this.#schedule()
    try {
      await this.renew()
      this.dispatchEvent(new Event('renewed'))
    } catch (error) {
      // Until its end the token is good, and the issuer may be back by then.
      if (this.secondsLeft > 1) {
        this.#timer = setTimeout(() => this.#renewInTime(), this.secondsLeft * 1000)
        return
      }
      const failure = new Event('failed')
      failure.error = error
      this.#forget()
      this.dispatchEvent(failure)
    }
  }
}

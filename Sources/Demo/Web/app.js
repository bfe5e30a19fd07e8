// SPDX-License-Identifier: Apache-2.0
// The page: which part of it is shown, and what its buttons do.

import { call, damaged, decisionOf } from './call.js'
import { byId, element, inWords, onClick } from './dom.js'
import { decodeOrNull } from './jwt.js'
import { Session } from './session.js'
import { showCall, showCalling, showProfile, showToken } from './views.js'

const config = await (await fetch('/demo/config.json', { cache: 'no-store' })).json()
const session = new Session(config)

// MARK: Where one is

const titles = { '/': 'Gateway demo', '/ping': 'Ping · Gateway demo', '/profile': 'Profile · Gateway demo', '/callback': 'Gateway demo' }

function show(path, { focuses = true } = {}) {
  const view = path in titles ? path : '/'
  for (const section of document.querySelectorAll('[data-view]')) section.hidden = section.dataset.view !== view
  for (const link of document.querySelectorAll('nav a')) {
    if (link.pathname === view) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  document.title = titles[view]
  if (focuses) {
    document.querySelector(`[data-view="${view}"] h1`).focus({ preventScroll: true })
    scrollTo(0, 0)
  }
  if (view === '/profile') fillProfile()
}

function go(path) {
  history.pushState(null, '', path)
  show(path)
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-link]')
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  hideNotice()
  go(link.pathname)
})
addEventListener('popstate', () => show(location.pathname))

// MARK: Notices

function notice(text, kind = 'good') {
  const place = byId('notice')
  place.dataset.kind = kind
  place.textContent = text
  place.hidden = false
}

const hideNotice = () => { byId('notice').hidden = true }

/** What an error means to who sits in front of the page. */
function explain(error) {
  switch (error.code) {
    case 'login_required':
      return 'The issuer knows nobody here (login_required): log in with its form first. If you have, the browser kept its '
        + 'cookie back, as it does from an http page to an https issuer.'
    case 'timeout': return 'The issuer did not answer in its hidden frame.'
    default: return error.message
  }
}

/** Does something, and says what went wrong with it. */
async function attempt(action) {
  hideNotice()
  try {
    await action()
  } catch (error) {
    notice(explain(error), 'bad')
  }
}

// MARK: Logging in and out

const chosenFlow = () => document.querySelector('input[name="flow"]:checked').value

const flowHints = {
  code: 'The issuer hands out a code, which only this page can turn into tokens, as only it knows what the challenge was '
    + 'made of. With a refresh token, for renewal. This is how one does it today.',
  implicit: 'The issuer puts the tokens right behind the # of the address. Older applications do it so; nothing but the '
    + 'nonce and the state stands between them and somebody else’s tokens.',
}

for (const radio of document.querySelectorAll('input[name="flow"]')) {
  radio.addEventListener('change', () => { byId('flow-hint').textContent = flowHints[chosenFlow()] })
}
byId('flow-hint').textContent = flowHints[chosenFlow()]

byId('people').append(...config.users.map((user) => {
  const button = element('button', { type: 'button', 'data-user': user.email }, user.name)
  onClick(button, () => attempt(() => session.login(chosenFlow(), { login_hint: user.email })))
  return button
}))

onClick(byId('login'), () => attempt(() => session.login(chosenFlow())))
onClick(byId('logout'), () => session.logout())
onClick(byId('silent-login'), () => attempt(async () => {
  await session.loginSilently(chosenFlow())
  notice('Logged in, without a form: the issuer still knew you.')
}))
onClick(byId('refresh'), () => attempt(async () => {
  await session.renew()
  notice('There is a new access token.')
}))
session.addEventListener('change', showSession)
session.addEventListener('renewed', () => notice('The access token was about to expire, so the page got a new one.'))
session.addEventListener('failed', ({ error }) => notice(`Your session has ended. ${explain(error)}`, 'bad'))

/** What is about to be seen with the session that there is. */
function showSession() {
  const { isLoggedIn } = session
  document.documentElement.dataset.session = isLoggedIn ? 'in' : 'out'
  const claims = isLoggedIn && session.idToken ? decodeOrNull(session.idToken)?.claims : null
  for (const place of document.querySelectorAll('[data-name]')) place.textContent = claims?.name ?? claims?.sub ?? ''
  byId('by-flow').textContent = session.flow === 'code' ? 'an authorization code, with PKCE' : 'the implicit flow'
  const scope = (isLoggedIn && decodeOrNull(session.accessToken)?.claims.scope) || ''
  byId('scopes').replaceChildren(...scope.split(' ').filter((name) => name).map((name) => element('code', {}, name)))
  byId('renewal-hint').textContent = session.refreshToken
    ? 'With the refresh token, which is used up by that and replaced.'
    : 'There is no refresh token, so it asks the issuer in a hidden frame.'
  if (!byId('main').querySelector('[data-view="/profile"]').hidden) fillProfile()
  showCountdown()
}

function showCountdown() {
  const left = session.isLoggedIn ? inWords(session.secondsLeft) : '–'
  byId('expires').textContent = left
  document.querySelector('[data-expires]').textContent = left
  document.querySelector('.countdown').dataset.soon = String(session.secondsLeft < 60)
}

setInterval(() => {
  const shown = document.documentElement.dataset.session === 'in'
  if (shown !== session.isLoggedIn) showSession()
  else showCountdown()
}, 500)

// MARK: Profile

async function fillProfile() {
  if (!session.isLoggedIn) return
  showToken(byId('claims'), session.accessToken)
  showToken(byId('id-claims'), session.idToken)
  byId('raw-token').textContent = session.accessToken
  const known = decodeOrNull(session.idToken)?.claims
  if (known) showProfile(known)
  byId('raw-profile').textContent = '…'
  try {
    showProfile(await session.userinfo())
  } catch (error) {
    byId('raw-profile').textContent = explain(error)
  }
}

// MARK: Calling

let calls = 0

async function callRoute(path, token) {
  const mine = ++calls
  const url = config.api + (path === '/' ? '' : path)
  const shown = new URL(url).pathname
  showCalling(shown)
  const answer = await call(url, token)
  const decision = await decisionOf(answer.requestId)
  // The answer to an earlier call may come later.
  if (mine === calls) showCall(answer, decision, shown, config.isOtherOrigin)
}

function chosenToken() {
  const token = session.isLoggedIn ? session.accessToken : null
  switch (byId('token-choice').value) {
    case 'none': return null
    // Without one to damage, something that looks like one.
    case 'damaged': return token ? damaged(token) : 'eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl'
    default: return token
  }
}

for (const [id, path, token] of [['ping', config.publicPath, () => null], ['call-private', config.privatePath, chosenToken]]) {
  if (path === null) byId(id).disabled = true
  else onClick(byId(id), () => callRoute(path, token()))
}

// MARK: Begin

byId('at-page').textContent = location.origin
byId('at-api').textContent = config.api
byId('at-issuer').textContent = config.issuer
const elsewhere = config.isOtherOrigin ? config.home : config.otherHome
byId('origin-hint').append(
  config.isOtherOrigin
    ? 'The API is of another origin, so the browser asks it for permission before each call (CORS).'
    : 'Page and API are of one origin, so the browser lets the page read every answer.',
  ...(elsewhere ? [' See it from ', element('a', { href: elsewhere }, new URL(elsewhere).origin), '.'] : []),
)

showSession()
show(location.pathname, { focuses: false })
document.documentElement.dataset.ready = 'true'

if (!globalThis.crypto?.subtle) {
  notice('Browsers have cryptography for https and localhost only: open this page by that name to log in.', 'bad')
} else if (location.pathname === '/callback' && location.search + location.hash === '') {
  // Nothing came back: somebody has loaded it again.
  history.replaceState(null, '', '/')
  show('/')
} else if (location.pathname === '/callback') {
  try {
    const from = await session.finishLogin(location)
    // The code, or the tokens, are nothing for the history.
    history.replaceState(null, '', from)
    show(from)
  } catch (error) {
    history.replaceState(null, '', '/callback')
    byId('callback-title').textContent = 'That did not work'
    byId('callback-text').textContent = explain(error)
    byId('callback-way-out').hidden = false
  }
}

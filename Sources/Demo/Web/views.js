// SPDX-License-Identifier: Apache-2.0
// What is shown: the way of a request, tokens with notes, the profile.

import { decodeOrNull } from './jwt.js'
import { lesson } from './call.js'
import { byId, element, milliseconds } from './dom.js'

// MARK: The way of a request

/** Shows that a request is on its way. */
export function showCalling(path) {
  for (const step of byId('journey').children) step.dataset.state = 'idle'
  setStep('request', 'active', `GET ${path}`)
  const result = byId('result')
  result.dataset.state = 'busy'
  result.replaceChildren(element('span', { class: 'status' }, '…'), element('span', { class: 'message' }, 'on its way'))
  byId('why').hidden = true
  byId('reason').textContent = ''
  byId('lesson').textContent = ''
}

/** Shows an answer, and each step that led to it. */
export function showCall(call, decision, path, isOtherOrigin) {
  const asked = isOtherOrigin ? 'The browser asked for permission first (OPTIONS).' : null
  const carried = call.headers.Authorization ? 'with a token' : 'without a token'
  setStep('request', 'pass', `GET ${path}`, carried, asked)
  showGuard(decision)

  const isFine = call.status < 400
  const result = byId('result')
  result.dataset.state = isFine ? 'pass' : 'stop'
  result.replaceChildren(
    element('span', { class: 'status' }, call.isHidden ? 'no answer' : String(call.status)), ' ',
    element('span', { class: 'message' }, call.isHidden ? 'The browser shows this page nothing.' : call.message), ' ',
    element('span', { class: 'time' }, milliseconds(call.milliseconds)),
  )
  byId('why').hidden = !decision
  byId('reason').textContent = decision?.reason ?? ''
  byId('lesson').textContent = lesson(call, decision)
  showWire(call, path)
}

function showGuard(decision) {
  const guard = decision?.authorizer
  const verdict = decision?.verdict
  if (!decision) {
    for (const step of ['authorizer', 'verdict', 'function']) setStep(step, 'idle', 'Not known.')
    return
  }
  if (!guard) {
    const isRoute = decision.handler !== undefined
    setStep('authorizer', 'skip', isRoute ? 'Not asked: the route is public.' : 'Not asked.')
    setStep('verdict', isRoute ? 'skip' : 'stop', isRoute ? 'None needed.' : 'No such route.')
  } else {
    const wasAsked = guard.microseconds !== null
    const how = guard.isFromCache ? 'answered from the cache' : wasAsked ? `asked, ${took(guard.microseconds)}` : 'not asked'
    setStep('authorizer', wasAsked || guard.isFromCache ? 'pass' : 'skip', guard.name, how)
    const words = { allow: 'Allow', deny: 'Deny', unauthorized: 'Unauthorized', fault: 'Failed' }
    setStep('verdict', verdict === 'allow' ? 'pass' : 'stop', words[verdict])
  }
  if (decision.handler && (!guard || verdict === 'allow')) {
    const time = decision.handlerMicroseconds === undefined ? null : took(decision.handlerMicroseconds)
    setStep('function', decision.status < 500 ? 'pass' : 'stop', decision.handler, 'ran', time)
  } else {
    setStep('function', 'skip', decision.handler ?? 'None', 'did not run')
  }
}

const took = (microseconds) => milliseconds(microseconds / 1000)

function setStep(name, state, ...lines) {
  const step = byId('journey').querySelector(`[data-step="${name}"]`)
  step.dataset.state = state
  const [first, ...rest] = lines.filter((line) => line)
  step.replaceChildren(
    step.querySelector('h3'),
    element('p', { class: 'what' }, first),
    ...rest.map((line) => element('p', {}, line)),
  )
}

function showWire(call, path) {
  const short = (value) => (value.length > 60 ? `${value.slice(0, 34)}…${value.slice(-8)} (${value.length} characters)` : value)
  const lines = [`GET ${path}`, ...Object.entries(call.headers).map(([name, value]) => `${name}: ${short(value)}`), '']
  if (!call.isHidden) {
    lines.push(String(call.status))
    if (call.requestId) lines.push(`x-amzn-RequestId: ${call.requestId}`)
    if (call.errorType) lines.push(`x-amzn-ErrorType: ${call.errorType}`)
    lines.push('', call.text)
  }
  byId('wire').hidden = false
  byId('wire').querySelector('pre').textContent = lines.join('\n')
}

// MARK: Tokens

/** What claims mean, for who reads a token for the first time (RFC 7519 §4.1, OpenID Connect Core 1.0 §2 and §5.1). */
const meanings = {
  alg: 'how it is signed', typ: 'what it is', kid: 'with which of the issuer’s keys',
  iss: 'who issued it', sub: 'whom it is about', aud: 'for whom it is', azp: 'which application asked for it',
  iat: (value) => `issued at ${clock(value)}`, exp: (value) => `good until ${clock(value)}`,
  auth_time: (value) => `logged in at ${clock(value)}`,
  scope: 'what the application may do', permissions: 'what the user may do', gty: 'by which grant',
  nonce: 'which login it answers', at_hash: 'binds it to its access token', c_hash: 'binds it to its code',
  sid: 'the session at the issuer',
}

const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString()

/** A token's claims as JSON, with a note beside those that are well known: the text itself stays JSON. */
export function showToken(place, token) {
  const decoded = token && decodeOrNull(token)
  if (!decoded) {
    place.replaceChildren(token ? 'This token is opaque: only the issuer can read it.' : 'There is none.')
    return
  }
  const entries = Object.entries(decoded.claims)
  place.replaceChildren('{\n', ...entries.flatMap(([name, value], index) => {
    const meaning = meanings[name]
    const note = typeof meaning === 'function' ? meaning(value) : meaning
    const text = JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')
    const end = index < entries.length - 1 ? ',' : ''
    const key = element('span', { class: 'key' }, JSON.stringify(name))
    return [element('span', { class: 'claim', 'data-note': note }, '  ', key, `: ${text}${end}`), '\n']
  }), '}')
}

// MARK: The profile

export function showProfile(profile) {
  byId('profile-name').textContent = profile.name ?? profile.nickname ?? profile.sub
  byId('profile-nickname').textContent = [profile.nickname, profile.email].filter((text) => text).join(' · ')
  byId('raw-profile').textContent = JSON.stringify(profile, null, 2)
  const picture = byId('picture')
  byId('initials').textContent = (profile.name ?? profile.sub).split(/\s+/).map((word) => word[0]).slice(0, 2).join('')
  // A picture that cannot be had leaves the initials: offline, one from elsewhere is none.
  picture.hidden = true
  picture.onload = () => { picture.hidden = false }
  if (profile.picture) picture.src = profile.picture
}

// SPDX-License-Identifier: Apache-2.0
// Finding elements, and filling them.

export const byId = (id) => document.getElementById(id)

/** Makes an element: a name, attributes, and what is in it. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) made.setAttribute(key, value)
  }
  made.append(...children)
  return made
}

/** Runs what a button does, which cannot be pressed again meanwhile. */
export function onClick(button, action) {
  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-busy') === 'true') return
    button.setAttribute('aria-busy', 'true')
    try {
      await action()
    } finally {
      button.removeAttribute('aria-busy')
    }
  })
}

/** A span of time as one would say it. */
export function inWords(seconds) {
  const rest = Math.floor(seconds)
  const two = (number) => String(number).padStart(2, '0')
  const hours = Math.floor(rest / 3600)
  const minutes = Math.floor(rest / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest % 60)}` : `${minutes}:${two(rest % 60)}`
}

/** Milliseconds with two digits or so. */
export function milliseconds(number) {
  return `${number < 10 ? number.toFixed(2).replace(/0$/, '') : Math.round(number)} ms`
}

// The judge that sits in the page: looks at every element as it comes and at every attribute as it changes.
// `sit` runs in the page, before its own code, and uses nothing from outside itself.

/** Installs the judge. `window.verdict` collects what it found. */
export function sit() {
  const verdict = { found: [], states: 0 }
  window.verdict = verdict
  const say = (what) => {
    if (verdict.found.length < 50) verdict.found.push(what)
  }

  // The canary: what a script that runs would call.
  window.pwned = () => say('a script ran')
  for (const name of ['alert', 'confirm', 'prompt', 'open', 'print']) window[name] = () => say(`${name} was called`)

  const FORBIDDEN = new Set(
    ('script iframe frame frameset object embed applet base link meta style form portal video audio source track bgsound ' +
      'template slot foreignobject use animate set discard handler image feimage marquee xmp plaintext noscript dialog ' +
      'math-script picture map area layer isindex').split(' '),
  )
  const PICTURE = /^data:image\/(png|jpeg|gif|webp)[;,]/
  // A diagram's picture is made by the window and looked at by its own test.
  const drawing = (element) => element.closest('[data-testid=diagram]') !== null && element.getAttribute('src')?.startsWith('data:image/svg+xml')
  const LINK = /^(https?:|mailto:)/

  const TEXTS = '[data-testid=message], [data-row], [data-testid=search], [data-testid=error-note], header'

  function attribute(element, { name, value }) {
    const lower = name.toLowerCase()
    const at = `<${element.localName} ${name}="${value.slice(0, 80)}">`
    if (lower.startsWith('on')) say(`a handler: ${at}`)
    if (['srcdoc', 'formaction', 'action', 'ping', 'srcset', 'background', 'nonce', 'autofocus'].includes(lower)) say(`an attribute that leads away: ${at}`)
    if (lower === 'src' && !PICTURE.test(value) && !drawing(element)) say(`a source: ${at}`)
    if ((lower === 'href' || lower === 'xlink:href') && !LINK.test(value)) say(`an address: ${at}`)
    if (lower === 'style' && /url\s*\(|expression|@import|image-set/i.test(value)) say(`a style: ${at}`)
    if (['id', 'name', 'class', 'data-testid'].includes(lower) && /clobber|evil|pwned|__proto__/i.test(value)) say(`a name from outside: ${at}`)
    if (lower === 'target') say(`a target: ${at}`)
  }

  function look(element) {
    const name = element.localName.toLowerCase()
    if (FORBIDDEN.has(name)) say(`an element: <${name}>`)
    if (name === 'input' && element.type !== 'checkbox' && element.dataset.testid !== 'search-field') say(`a field: <${name} type=${element.type}>`)
    for (const one of element.attributes) attribute(element, one)
  }

  /** Whether what stands in here has a direction of its own, or fills a line by itself. */
  function fenced(element) {
    if (element === null) return false
    const { unicodeBidi, display } = getComputedStyle(element)
    return unicodeBidi !== 'normal' || /block|flex|grid|list-item/.test(display)
  }

  function words(text) {
    // One's own words and a title's are shown as they are, but must not turn what stands around them.
    if (/[\u202D\u202E]/.test(text.data) && (text.parentElement?.closest('[data-testid=answer-text], [data-testid=reasoning]') || !fenced(text.parentElement))) {
      say(`an override of the direction: ${JSON.stringify(text.data.slice(0, 60))} in ${text.parentElement?.outerHTML.slice(0, 120)}`)
    }
    if (text.parentElement?.closest('pre, code') && /[\u202A-\u202E\u2066-\u2069]/.test(text.data)) say('a direction control in code')
  }

  /** Everything below `root` that shows words from outside. */
  function walk(root) {
    const inside = root.closest?.(TEXTS) !== null
    const seen = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    for (let node = seen.currentNode; node !== null; node = seen.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        if (inside || node.parentElement?.closest(TEXTS)) words(node)
      } else if (inside || node.closest(TEXTS)) look(node)
    }
  }

  new MutationObserver((changes) => {
    verdict.states += 1
    for (const change of changes) {
      if (change.type === 'attributes') {
        const value = change.target.getAttribute(change.attributeName)
        if (value !== null && change.target.closest(TEXTS)) attribute(change.target, { name: change.attributeName, value })
      } else if (change.type === 'characterData') {
        if (change.target.parentElement?.closest(TEXTS)) words(change.target)
      } else {
        for (const node of change.addedNodes) {
          if (node.nodeType === Node.ELEMENT_NODE) walk(node)
          else if (node.nodeType === Node.TEXT_NODE && node.parentElement?.closest(TEXTS)) words(node)
        }
      }
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })

  verdict.last = () => {
    const plain = {}
    if (plain.polluted !== undefined || Object.prototype.hasOwnProperty('polluted')) say('the prototype of all objects was changed')
    if (document.querySelector('iframe:not([data-testid=drawing-board])')) say('a frame')
    if (window.length > 0 && !document.querySelector('[data-testid=drawing-board]')) say('a window inside')
    for (const name of ['body', 'documentElement', 'querySelector', 'location']) {
      if (Object.hasOwn(document, name) && name !== 'location') say(`document.${name} was clobbered`)
    }
    if (document.querySelector('#app') === null) say('the app is gone')
    return verdict.found
  }
}

// Runs on the drawing board: a frame without an origin, without a way to the app's page, and without a network. It is told
// sources through one port and answers with pictures. A classic script, because a frame without an origin may not
// load modules.
{
  // What the library writes stays in this frame; the window outside has no such policy.
  globalThis.trustedTypes?.createPolicy('default', { createHTML: (text) => text })

  // From here on nothing is loaded, sent or run that is not here already. It stands here and not in the page's markup,
  // because WebKit then takes `'self'` for the frame's own origin, which it has not (WebKitGTK 2.50, 2026-11-22).
  const fence = document.createElement('meta')
  fence.httpEquiv = 'Content-Security-Policy'
  fence.content = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
  document.head.append(fence)

  // The library puts its styles into the picture while it measures. The content policy knows no styles in a page, so they
  // are applied as a sheet, and another element holds their words until the picture is done.
  const SVG = 'http://www.w3.org/2000/svg'
  const standIn = (node) => {
    if (node?.localName !== 'style') return node
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(node.textContent)
    document.adoptedStyleSheets = [sheet]
    const words = document.createElementNS(SVG, 'metadata')
    words.textContent = node.textContent
    return words
  }
  for (const name of ['insertBefore', 'appendChild']) {
    const put = Node.prototype[name]
    Node.prototype[name] = function (node, ...place) {
      put.call(this, standIn(node), ...place)
      return node
    }
  }

  let drawn = 0

  const draw = async ({ source, dark, font }) => {
    globalThis.mermaid.initialize({
      startOnLoad: false,
      securityLevel: 'strict',
      htmlLabels: false,
      flowchart: { htmlLabels: false },
      class: { htmlLabels: false },
      state: { htmlLabels: false },
      theme: dark ? 'dark' : 'default',
      fontFamily: font,
      maxTextSize: 20_000,
      maxEdges: 400,
      suppressErrorRendering: true,
      secure: ['secure', 'securityLevel', 'startOnLoad', 'maxTextSize', 'maxEdges', 'suppressErrorRendering', 'htmlLabels', 'themeCSS', 'fontFamily'],
    })
    drawn += 1
    const { svg: text } = await globalThis.mermaid.render(`drawing-${drawn}`, source)
    const host = document.createElement('div')
    host.innerHTML = text
    const svg = host.querySelector('svg')
    for (const words of svg.querySelectorAll('metadata')) {
      const style = document.createElementNS(SVG, 'style')
      style.textContent = words.textContent
      words.replaceWith(style)
    }
    const [, , width = 0, height = 0] = (svg.getAttribute('viewBox') ?? '').split(/[\s,]+/).map(Number)
    svg.setAttribute('width', String(Math.ceil(width)))
    svg.setAttribute('height', String(Math.ceil(height)))
    svg.removeAttribute('style')
    document.body.replaceChildren()
    return { svg: new XMLSerializer().serializeToString(svg), width: Math.ceil(width), height: Math.ceil(height) }
  }

  addEventListener('message', ({ ports: [port] }) => {
    if (port === undefined) return
    port.addEventListener('message', async ({ data }) => {
      try {
        port.postMessage({ id: data.id, ...(await draw(data)) })
      } catch (error) {
        document.body.replaceChildren()
        port.postMessage({ id: data.id, problem: String(error?.message ?? error).slice(0, 400) })
      }
    })
    port.start()
    port.postMessage({ ready: typeof globalThis.mermaid === 'object' })
  }, { once: true })
}

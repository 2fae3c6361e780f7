// The address that a message would go to, while a base address is still being typed. A preview: the program decides,
// by the same rules (crate `deepseek`, `base_url.rs`).

const OFFICIAL_HOST = 'api.deepseek.com'
const PASTED_ENDPOINTS = ['/chat/completions', '/completions', '/models']
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** The final address, or nothing when `typed` is not usable. */
export function previewChatUrl(typed: string): string | null {
  const text = typed.trim()
  if (text === '' || /\s/.test(text)) return null
  const host = text.split('/')[0] ?? ''
  const local = LOOPBACK.test(host.replace(/:\d+$/, ''))
  const whole = text.includes('://') ? text : `${local ? 'http' : 'https'}://${text}`
  if (!URL.canParse(whole)) return null
  const url = new URL(whole)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) return null
  return `${url.origin}${basePath(url)}/chat/completions`
}

function basePath(url: URL): string {
  let path = trimSlashes(url.pathname)
  const pasted = PASTED_ENDPOINTS.find((endpoint) => path.endsWith(endpoint))
  if (pasted) path = trimSlashes(path.slice(0, -pasted.length))
  if (path.endsWith('/beta')) path = trimSlashes(path.slice(0, -'/beta'.length))
  if (url.hostname === OFFICIAL_HOST && path.endsWith('/v1')) path = trimSlashes(path.slice(0, -'/v1'.length))
  return path
}

function trimSlashes(path: string): string {
  return path.replace(/\/+$/, '')
}

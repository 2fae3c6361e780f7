// A drawing as an image: for the window, and for files. An image runs no script and loads nothing, whatever is in it.
import { bridge, toBridgeError } from '../../bridge'
import { t } from '../../lib/i18n/index.svelte'
import { showFailure, toasts } from '../../session'
import type { Drawing } from './board'

/** Sharp on dense screens and in print. */
const SCALE = 2
/** What every engine's canvas can hold. */
const MAX_PIXELS = 8192

/** The address under which the window shows it. */
export function addressOf({ svg }: Drawing): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
}

/** Asks where, and saves it as lines that stay sharp at any size. */
export async function saveAsSvg({ svg }: Drawing): Promise<void> {
  await save('svg', svg)
}

/** Asks where, and saves it as pixels on the ground that it stands on here. */
export async function saveAsPng(drawing: Drawing, ground: string): Promise<void> {
  const image = new Image()
  image.src = addressOf(drawing)
  await image.decode()
  const scale = Math.min(SCALE, MAX_PIXELS / Math.max(drawing.width, drawing.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(drawing.width * scale)
  canvas.height = Math.ceil(drawing.height * scale)
  const brush = canvas.getContext('2d')
  if (brush === null) return
  brush.fillStyle = ground
  brush.fillRect(0, 0, canvas.width, canvas.height)
  brush.drawImage(image, 0, 0, canvas.width, canvas.height)
  await save('png', canvas.toDataURL('image/png'))
}

async function save(language: string, text: string): Promise<void> {
  try {
    const { fileName } = await bridge.call('code_save', { language, text })
    if (fileName !== null) toasts.show({ text: t('diagram.saved', { name: fileName }) })
  } catch (thrown) {
    showFailure(toBridgeError(thrown))
  }
}

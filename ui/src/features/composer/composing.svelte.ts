// What of the composer is open: its menus and panels, opened by a click, a key or the palette alike.

export type ComposerPart = 'model' | 'thinking' | 'parameters'

class Composing {
  /** The one part that is open. */
  open = $state.raw<ComposerPart | null>(null)

  show(part: ComposerPart, open: boolean): void {
    if (open) this.open = part
    else if (this.open === part) this.open = null
  }
}

export const composing = new Composing()

// An export on its way: what goes out, what is chosen, how far it is.
import { bridge, type BridgeError, EXPORT_FORMATS, type ExportChoice, type ExportFormat, type ExportPreview, type ExportScope, type ExportWish, toBridgeError } from '../../bridge'
import { showFailure } from '../../session'

/** What is asked of the dialog: the scope, and words for it. */
export interface ExportAsk {
  readonly scope: ExportScope
  /** The title of one, or what several are. */
  readonly title: string
}

export type ExportStep =
  | { readonly name: 'choosing' }
  /** Asking where, or writing; `of` once it is known. */
  | { readonly name: 'writing'; readonly files: number; readonly of: number | null; readonly jobId: string | null }
  | { readonly name: 'saved'; readonly id: string; readonly files: number; readonly file: string; readonly bytes: number }
  | { readonly name: 'stopped'; readonly files: number; readonly folder: string }

const CHOOSING: ExportStep = { name: 'choosing' }

class Exporting {
  ask = $state.raw<ExportAsk | null>(null)
  /** Kept for the next export of this run. */
  format = $state<ExportFormat>('markdown')
  choices = $state.raw<readonly ExportChoice[]>(['reasoning', 'metadata', 'instructions'])
  /** The name of one file, without its extension. */
  name = $state('')
  preview = $state.raw<ExportPreview | null>(null)
  failure = $state.raw<BridgeError | null>(null)
  step = $state.raw<ExportStep>(CHOOSING)
  #round = 0
  #leave: (() => void) | null = null
  #named = false

  readonly info = $derived(EXPORT_FORMATS.find(({ format }) => format === this.format))

  get wish(): ExportWish | null {
    return this.ask === null ? null : { scope: this.ask.scope, format: this.format, choices: [...this.choices] }
  }

  show(ask: ExportAsk): void {
    this.ask = ask
    this.step = CHOOSING
    this.preview = null
    this.#named = false
    this.name = ''
    void this.#look()
  }

  close(): void {
    // What is being written goes on only while somebody looks.
    this.#leave?.()
    this.#leave = null
    this.#round += 1
    this.ask = null
  }

  choose(format: ExportFormat): void {
    this.format = format
    void this.#look()
  }

  put(choice: ExportChoice, wanted: boolean): void {
    this.choices = wanted ? [...this.choices, choice] : this.choices.filter((one) => one !== choice)
    void this.#look()
  }

  rename(name: string): void {
    this.#named = true
    this.name = name
  }

  write(): void {
    const { wish } = this
    if (wish === null || this.step.name === 'writing') return
    this.failure = null
    this.step = { name: 'writing', files: 0, of: null, jobId: null }
    const name = this.#named && this.name.trim() !== '' ? { name: this.name } : {}
    this.#leave = bridge.watch(
      'export_write',
      { wish, ...name },
      (event) => {
        if (event.kind === 'begun') this.step = { name: 'writing', files: 0, of: event.files, jobId: event.jobId }
        else if (event.kind === 'progress' && this.step.name === 'writing') this.step = { ...this.step, files: event.files }
        else if (event.kind === 'saved') this.step = { name: 'saved', id: event.exportId, files: event.files, file: event.name, bytes: event.bytes }
        else if (event.kind === 'stopped') this.step = { name: 'stopped', files: event.files, folder: event.name }
        else if (event.kind === 'nowhere') this.step = CHOOSING
      },
      (error) => {
        this.#leave = null
        if (error === null) return
        this.failure = error
        this.step = CHOOSING
      },
    )
  }

  stop(): void {
    if (this.step.name === 'writing' && this.step.jobId !== null) bridge.call('job_stop', { jobId: this.step.jobId }).catch(() => undefined)
  }

  reveal(): void {
    if (this.step.name === 'saved') bridge.call('export_reveal', { exportId: this.step.id }).catch((thrown: unknown) => showFailure(toBridgeError(thrown)))
  }

  /** What the file would be; an answer that is out of date is dropped. */
  async #look(): Promise<void> {
    const round = ++this.#round
    this.failure = null
    try {
      const { wish } = this
      if (wish === null) return
      const preview = await bridge.call('export_preview', { wish })
      if (round !== this.#round) return
      this.preview = preview
      if (!this.#named) this.name = preview.fileName.slice(0, -(this.info?.extension.length ?? 0) - 1)
    } catch (thrown) {
      if (round === this.#round) this.failure = toBridgeError(thrown)
    }
  }
}

export const exporting = new Exporting()

// The registry of actions: shortcuts, menus, the palette and the overview all read this one list.
import type { Component } from 'svelte'
import type { SvelteHTMLElements } from 'svelte/elements'
import { type ActionId, SHORTCUTS, type Shortcuts, shortcutsWith } from './shortcuts'

export type ActionGroup = 'conversation' | 'library' | 'window' | 'settings'

export interface Action {
  readonly id: ActionId
  readonly group: ActionGroup
  /** Read when it is shown: the language may have changed. */
  readonly label: () => string
  readonly icon: Component<SvelteHTMLElements['svg']>
  /** Whether it can be done now; left out, always. */
  readonly when?: () => boolean
  /** What is on already, for things that are switched. */
  readonly on?: () => boolean
  /** Not in the palette: a key of the moment, such as Undo. */
  readonly keyOnly?: boolean
  /** `false`: there was nothing to do, and the key may mean something else. */
  readonly run: () => boolean | void
}

class Actions {
  list = $state.raw<readonly Action[]>([])
  /** Shortcuts as they are now; a person's own come over the given ones. */
  shortcuts = $state.raw<Shortcuts>(SHORTCUTS)

  /** Takes a person's own shortcuts; an empty one takes the given one away. */
  take(own: Readonly<Record<string, string>>): void {
    this.shortcuts = shortcutsWith(own)
  }

  /** The list of this window; called once, by the part that puts the features together. */
  define(list: readonly Action[]): void {
    this.list = list
  }

  /** Does it; `false` when it cannot be done now. */
  run(id: ActionId): boolean {
    const action = this.list.find((candidate) => candidate.id === id)
    if (!action || action.when?.() === false) return false
    return action.run() !== false
  }

  shortcutOf(id: ActionId): string | undefined {
    return this.shortcuts[id]
  }
}

export const actions = new Actions()

// The tree panel as the window holds it: whether it is open, and the tree of one conversation.
import { bridge, type BridgeError, toBridgeError, type TreeNode } from '../../bridge'

class Tree {
  open = $state(false)
  nodes = $state.raw<readonly TreeNode[]>([])
  /** Whose tree it is. */
  of = $state.raw<string | null>(null)
  failure = $state.raw<BridgeError | null>(null)
  #round = 0

  toggle(): void {
    this.open = !this.open
  }

  /** Reads the tree of a conversation; an answer that is out of date is dropped. */
  async load(conversationId: string | null): Promise<void> {
    const round = ++this.#round
    if (this.of !== conversationId) {
      this.nodes = []
      this.failure = null
    }
    this.of = conversationId
    if (conversationId === null) return
    try {
      const { nodes } = await bridge.call('conversation_tree', { conversationId })
      if (round !== this.#round) return
      this.nodes = nodes
      this.failure = null
    } catch (error) {
      if (round === this.#round) this.failure = toBridgeError(error)
    }
  }
}

export const tree = new Tree()

// The small dialog that asks for a folder or for tags.

export type Wish =
  | { readonly kind: 'file'; readonly ids: readonly string[] }
  | { readonly kind: 'tag'; readonly ids: readonly string[] }
  | { readonly kind: 'folder'; readonly folderId: string }

class Picker {
  wish = $state.raw<Wish | null>(null)

  ask(wish: Wish): void {
    this.wish = wish
  }
}

export const picker = new Picker()

// How a code block deep in a text finds the text's tints.
import { createContext } from 'svelte'
import type { Tints } from './tints.svelte'

export const [textTints, setTextTints] = createContext<() => Tints>()

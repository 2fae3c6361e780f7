// What a process and its children have cost so far, as Linux tells it.
import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks a second in /proc; the same on every Linux that runs this. */
const TICKS = 100

function stat(path) {
  try {
    const text = readFileSync(path, 'utf8')
    const words = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: words[0], parent: Number(words[1]), cpuS: (Number(words[11]) + Number(words[12])) / TICKS }
  } catch {
    return null
  }
}

function nameOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return ''
  }
}

/** Seconds of CPU of one process, and its memory in MB. */
export function costOf(pid) {
  let memoryMb = 0
  try {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    memoryMb = found === null ? 0 : Number(found[1]) / 1024
  } catch {
    // It has ended.
  }
  return { cpuS: stat(`/proc/${pid}/stat`)?.cpuS ?? 0, mainS: stat(`/proc/${pid}/task/${pid}/stat`)?.cpuS ?? 0, memoryMb }
}

/** The process of this name below `ancestor`. */
export function below(ancestor, name) {
  const parents = new Map()
  for (const entry of readdirSync('/proc')) {
    if (/^\d+$/.test(entry)) parents.set(Number(entry), stat(`/proc/${entry}/stat`)?.parent ?? 0)
  }
  const descends = (pid) => pid > 1 && (pid === ancestor || descends(parents.get(pid) ?? 0))
  return [...parents.keys()].find((pid) => nameOf(pid).startsWith(name) && descends(pid)) ?? null
}

/** A process and all below it that still live. */
export function family(ancestor) {
  const parents = new Map()
  for (const entry of readdirSync('/proc')) {
    if (/^\d+$/.test(entry)) parents.set(Number(entry), stat(`/proc/${entry}/stat`))
  }
  const lives = (pid) => parents.get(pid)?.state !== 'Z' && parents.get(pid) !== undefined
  const descends = (pid) => pid > 1 && (pid === ancestor || descends(parents.get(pid)?.parent ?? 0))
  return [...parents.keys()].filter((pid) => lives(pid) && descends(pid))
}

/** Seconds of CPU of these processes together. */
export function cpuOfFamily(pids) {
  return pids.reduce((sum, pid) => sum + (stat(`/proc/${pid}/stat`)?.cpuS ?? 0), 0)
}

/** Memory of these processes together in MB, what they share counted once (PSS). */
export function shareOfMemory(pids) {
  return pids.reduce((sum, pid) => {
    try {
      return sum + Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024
    } catch {
      return sum
    }
  }, 0)
}

/** How many programs wait for a processor, over the last minute. */
export function load() {
  return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0])
}

// What was promised, held against what was measured.

const find = (rows, engine, kind, tokens, rate) =>
  rows.find((row) => row.engine === engine && row.kind === kind && row.tokens === tokens && row.rate === rate)

/** Each goal that these rows can judge: `{ text, found, met }`. */
export function judge(rows) {
  const verdicts = []
  for (const engine of new Set(rows.map((row) => row.engine))) {
    const of = (kind, tokens, rate) => find(rows, engine, kind, tokens, rate)
    for (const tokens of [20_000, 100_000]) {
      const [ours, floor] = [of('hadal', tokens, 0), of('blocks', tokens, 0)]
      if (ours === undefined || floor === undefined) continue
      verdicts.push(atMost(engine, `${count(tokens)} tokens at full speed: done within 1.5x of the block floor`, ours.totalMs / floor.totalMs, 1.5))
    }
    for (const tokens of [2_000, 20_000, 100_000]) {
      const [ours, floor] = [of('hadal', tokens, 200), of('blocks', tokens, 200)]
      if (ours === undefined || floor === undefined) continue
      const at = `${count(tokens)} tokens at 200/s`
      verdicts.push(atMost(engine, `${at}: task time within 1.2x of the block floor`, ours.taskS / floor.taskS, 1.2))
      // Where the engine does not name its tasks, a frame that came 50 ms late stands for one.
      const longest = engine === 'Chromium' ? ours.longestTaskMs : Math.max(0, ours.longestGapMs - 1000 / 60)
      verdicts.push({ text: `${engine}: ${at}: no task over 50 ms`, found: `${longest.toFixed(0)} ms`, met: longest <= 50 })
      verdicts.push({
        text: `${engine}: ${at}: no dropped frame`,
        found: `${ours.dropped} of ${ours.frames + ours.dropped} (floor: ${floor.dropped})`,
        met: ours.dropped === 0,
      })
    }
    for (const rate of [0, 1000]) {
      const [short, long] = [of('hadal', 2_000, rate), of('hadal', 100_000, rate)]
      if (short === undefined || long === undefined) continue
      const ratio = long.taskS / 100 / (short.taskS / 2)
      const pace = rate === 0 ? 'at full speed' : `at ${count(rate)}/s`
      verdicts.push(atMost(engine, `${pace}: 1,000 tokens cost at 100,000 within 1.3x of what they cost at 2,000`, ratio, 1.3))
    }
  }
  return verdicts
}

function atMost(engine, text, ratio, limit) {
  return { text: `${engine}: ${text}`, found: `${ratio.toFixed(2)}x`, met: ratio <= limit }
}

/** A number as people write it. */
export function count(number) {
  return number.toLocaleString('en-US')
}

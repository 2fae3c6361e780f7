// What is said in the English pictures.
export default {
  locale: 'en-US',
  /** Newest first, each with its age in days. */
  history: [
    ['Plan a week in Lisbon with two children', 0],
    ['Why is the sea salty?', 0],
    ['Refactor a retry loop in Rust', 0],
    ['Notes for Thursday’s talk', 1],
    ['A polite no to a wedding invitation', 1],
    ['SQLite or PostgreSQL for a desktop app', 3],
    ['Derive the tidal acceleration', 5],
    ['Translate a letter from the landlord', 6],
    ['Bread that survives a busy weekday', 12],
    ['Names for a small grey boat', 19],
  ],
  folders: ['Work', 'Clients', 'Travel'],
  tag: 'sea',
  find: 'change',
  /** Prompts of one's own: name, text. */
  prompts: [
    ['plain', 'Say it so that a child of ten understands it: {{text}}'],
    ['zh-to-en', 'Translate into English and keep the tone: {{text}}'],
    ['review', 'Review this code. Name bugs first, then style, and nothing else.'],
  ],
  file: 'notes for Thursday.md',
  findHere: 'tide',
  short: 'Of course. Here is a first version; tell me what to change.',
  thinking: {
    ask: 'Why are there two high tides a day, and not one?',
    reasoning: `The common picture is that the moon lifts the water below it. That explains one bulge, but not the one on the far side.

What matters is the *difference* of the pull across the Earth. The near side is pulled more strongly than the centre, and the centre more strongly than the far side. Seen from the Earth, which falls freely towards the moon, the water is stretched both ways.

I should give the formula, because the cube of the distance explains why the sun counts less, and then a number for each.`,
    answer: `The moon does not so much *lift* the sea as *stretch* it.

Earth and moon fall around each other. The side that faces the moon is pulled a little more strongly than the Earth’s centre, the far side a little less, and so the water is drawn out **both ways**`,
  },
  rich: {
    ask: 'How strong are the tides of the moon and the sun? Show the formula, a table, and a few lines of Python.',
    reasoning: `The tidal acceleration is the difference of gravity across the Earth’s radius, so it goes with the mass and the inverse cube of the distance. I will compute both and compare.`,
    answer: `The tide is the **difference** of gravity across the Earth. To first order, at a distance $d$ from a body of mass $M$:

$$a_\\text{tide} \\approx \\frac{2\\,G M R}{d^{3}}$$

Because of the cube, the near and light moon wins over the far and heavy sun:

| Body | Mass (kg) | Distance (m) | Tide (m/s²) |
|:-----|----------:|-------------:|------------:|
| Moon | 7.35 × 10²² | 3.84 × 10⁸ | 1.10 × 10⁻⁶ |
| Sun | 1.99 × 10³⁰ | 1.50 × 10¹¹ | 0.50 × 10⁻⁶ |

To check the numbers:

\`\`\`python
G, R = 6.674e-11, 6.371e6

def tide(mass: float, distance: float) -> float:
    """Tidal acceleration at the Earth's surface, in m/s²."""
    return 2 * G * mass * R / distance**3

print(tide(7.35e22, 3.84e8))   # moon
print(tide(1.99e30, 1.50e11))  # sun
\`\`\`

When both pull in one line, at new and full moon, the tides add up to a **spring tide**; at right angles they partly cancel.`,
  },
  busy: 'And how high does the water rise in the open ocean?',
  demo: 'Hello',
  other: {
    ask: '为什么一天有两次涨潮？',
    reasoning: '要点是引力差：靠近月亮的一侧受到的引力大，远离的一侧小，海水因此向两边拉伸。',
    answer: `因为月亮对海水的作用不是“吸起来”，而是**拉伸**。

1. 面向月亮的一侧离得近，引力比地心处略大；
2. 背向月亮的一侧离得远，引力比地心处略小；
3. 两侧相对地心都向外偏，于是形成两个隆起。

地球每天自转一圈，每个地方便会先后经过这两个隆起，所以一天大约有两次涨潮。由于月亮也在绕地球公转，两次高潮之间相隔约 12 小时 25 分，而不是正好 12 小时。

> 太阳的作用约为月亮的 46%。新月和满月时两者叠加，形成大潮（spring tide）。`,
  },
}

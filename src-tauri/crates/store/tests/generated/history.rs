//! A history as people leave it behind: Chinese and English mixed, a few words everywhere and many words rarely,
//! short questions, answers of some two thousand bytes, longer thinking before two of five, code.
//!
//! The same seed makes the same texts. Used by the benchmark and by the corpus of searches.

use hadal_domain::{Conversation, Message, ModelId, Status, Thinking, Timestamp};

/// The five hundred commonest characters of written Chinese, the commonest first.
const HAN: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定\
行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社\
义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展\
五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任\
取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车\
例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书\
布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院\
查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严";

const ENGLISH: &str = "the of and to in is you that it he was for on are as with his they at be this have from or one had by \
word but not what all were we when your can said there use an each which she do how their if will up other about out many then \
them these so some her would make like him into time has look two more write go see number no way could people my than first \
water been call who oil its now find long down day did get come made may part model function error data stream value server \
request memory thread return string token database query index search result python rust code file system user message \
request deploy cluster latency transformer attention gradient ocean depth pressure current";

const SYLLABLES: [&str; 24] = [
    "ka", "ro", "mi", "ten", "sol", "ver", "ix", "an", "du", "pre", "con", "ster", "lin", "qua", "mor", "gal", "bi",
    "ne", "tor", "phe", "zu", "har", "es", "ul",
];

/// Words of each language; the rank of a word says how common it is, each octave of ranks as often as any other.
const WORDS: u32 = 1 << 15;

/// A small generator of numbers (xorshift): the same everywhere, for all time.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 11) % u64::from(end.max(1))).unwrap_or(0)
    }

    /// The rank of a word, by the law that languages follow: half the rank, twice as often.
    fn rank(&mut self, end: u32) -> u32 {
        let octave = 1 << self.below(end.ilog2());
        (octave - 1 + self.below(octave)).min(end - 1)
    }
}

/// The character of this rank.
pub(crate) fn han(rank: u32) -> char {
    let rank = rank as usize;
    HAN.chars()
        .nth(rank)
        .unwrap_or_else(|| char::from_u32(0x4E00 + (u32::try_from(rank).unwrap_or(0) * 7) % 20_000).unwrap_or('海'))
}

/// The Chinese word of this rank: two characters, sometimes three.
pub(crate) fn chinese(rank: u32) -> String {
    let mut random = Random::new(u64::from(rank) * 7_919 + 17);
    let length = if random.below(8) == 0 { 3 } else { 2 };
    (0..length).map(|_| han(random.rank(2_048))).collect()
}

/// The English word of this rank.
pub(crate) fn english(rank: u32) -> String {
    ENGLISH.split_whitespace().nth(rank as usize).map_or_else(
        || {
            let mut random = Random::new(u64::from(rank) * 104_729 + 5);
            (0..2 + random.below(3)).map(|_| SYLLABLES[random.below(24) as usize]).collect()
        },
        str::to_owned,
    )
}

/// Makes conversations, one after another in time.
pub(crate) struct Generator {
    random: Random,
    clock: i64,
    /// Milliseconds from one message to the next, on average.
    pace: u32,
    chinese: Vec<String>,
    english: Vec<String>,
}

impl Generator {
    pub(crate) fn new(seed: u64, from: Timestamp, pace: u32) -> Self {
        Self {
            random: Random::new(seed),
            clock: from.as_millis(),
            pace,
            chinese: (0..WORDS).map(chinese).collect(),
            english: (0..WORDS).map(english).collect(),
        }
    }

    /// A conversation of so many messages.
    pub(crate) fn conversation(&mut self, count: usize) -> (Conversation, Vec<Message>) {
        let title = self.sentence(3);
        let mut talk =
            Conversation::new(title, ModelId::default(), Thinking::default(), Timestamp::from_millis(self.clock));
        let mut messages: Vec<Message> = Vec::with_capacity(count);
        while messages.len() < count {
            self.clock += i64::from(self.random.below(2 * self.pace));
            let at = Timestamp::from_millis(self.clock);
            let parent = talk.active_leaf;
            let asked = messages.len() % 2 == 1;
            let mut message = match parent.filter(|_| asked) {
                Some(parent) => Message::answer(talk.id, parent, ModelId::default(), at),
                None => Message::user(talk.id, parent, self.question(), at),
            };
            if asked {
                message.status = Status::Done;
                message.text = self.answer();
                if self.random.below(5) < 2 {
                    let sentences = 8 + self.random.below(45);
                    message.reasoning = self.paragraph(sentences);
                }
            }
            talk.active_leaf = Some(message.id);
            messages.push(message);
        }
        talk.updated_at = Timestamp::from_millis(self.clock);
        (talk, messages)
    }

    fn question(&mut self) -> String {
        let sentences = 1 + self.random.below(3);
        self.paragraph(sentences)
    }

    fn answer(&mut self) -> String {
        let mut text = String::new();
        for n in 0..2 + self.random.below(9) {
            if n > 0 && self.random.below(4) == 0 {
                text.push_str("## ");
                text.push_str(&self.sentence(4));
                text.push('\n');
            }
            let sentences = 2 + self.random.below(5);
            text.push_str(&self.paragraph(sentences));
            if self.random.below(6) == 0 {
                text.push_str(&self.code());
            }
        }
        text
    }

    fn code(&mut self) -> String {
        let mut code = String::from("\n```python\n");
        for _ in 0..3 + self.random.below(12) {
            let [name, call, argument] = [(); 3].map(|()| self.english_word());
            let number = self.random.below(1_000).to_string();
            code.extend(["    ", &name, "_", &call, " = ", &call, "(", &argument, ", ", &number, ")\n"]);
        }
        code.push_str("```\n");
        code
    }

    fn paragraph(&mut self, sentences: u32) -> String {
        let mut text = String::new();
        for _ in 0..sentences {
            let words = 6 + self.random.below(16);
            text.push_str(&self.sentence(words));
        }
        text.push('\n');
        text
    }

    /// Three of five are Chinese, with an English word here and there.
    fn sentence(&mut self, words: u32) -> String {
        let is_chinese = self.random.below(5) < 3;
        let mut text = String::new();
        for _ in 0..words {
            if !is_chinese || self.random.below(20) == 0 {
                text.push_str(&self.english_word());
                text.push(' ');
            } else {
                let rank = self.random.rank(WORDS) as usize;
                // A good part of Chinese is single characters that stand between the words.
                match self.random.below(4) {
                    0 => text.push(han(self.random.rank(256))),
                    _ => text.push_str(&self.chinese[rank]),
                }
            }
        }
        text.push_str(if is_chinese { "。" } else { ". " });
        text
    }

    fn english_word(&mut self) -> String {
        self.english[self.random.rank(WORDS) as usize].clone()
    }
}

//! Values drawn from a schema, the same for the same seed.

use serde_json::{Map, Value, json};

use crate::document::{Schema, Surface, additional, constant, is_required, members, properties};

/// `splitmix64` (Steele, Lea, Flood 2014): small, and good enough to draw test values.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }
}

/// A value, and whether it holds an enumeration's value that the schema does not list.
pub(crate) struct Drawn {
    pub(crate) value: Value,
    pub(crate) has_unknown: bool,
}

pub(crate) fn draw(surface: &Surface, schema: Schema, seed: u64) -> Drawn {
    let mut drawing = Drawing {
        surface,
        dice: Dice::new(seed),
        has_unknown: false,
    };
    let value = drawing.value(schema, 0);
    Drawn {
        value,
        has_unknown: drawing.has_unknown,
    }
}

struct Drawing<'a> {
    surface: &'a Surface,
    dice: Dice,
    has_unknown: bool,
}

const TEXTS: &[&str] = &[
    "",
    "a",
    "Hello, world",
    "null",
    "text",
    "auto",
    "\"quoted\" \\ and / slashed",
    "line\nbreak\ttab\r\u{0}\u{1f}\u{7f}",
    "žluťoučký kůň",
    "日本語",
    "👩‍👩‍👧‍👦\u{202e}\u{feff}",
    "{\"role\":\"user\"}",
    "\u{10ffff}\u{d7ff}\u{e000}",
];

impl Drawing<'_> {
    fn value(&mut self, schema: Schema, depth: usize) -> Value {
        if self.surface.nullable(schema) && self.dice.one_in(8) {
            return Value::Null;
        }
        let schema = self.surface.settle(schema);
        let members = members(schema);
        if !members.is_empty() {
            let member = self.dice.pick(members);
            return self.value(member, depth);
        }
        if let Some(values) = schema["enum"].as_array() {
            return self.listed(schema, values);
        }
        match schema["type"].as_str() {
            Some("object") if schema.get("properties").is_some() => self.object(schema, depth),
            Some("object") => self.map(schema, depth),
            Some("array") => self.array(schema, depth),
            Some("string") => self.text(schema).into(),
            Some("boolean") => self.dice.one_in(2).into(),
            Some("integer") => self.integer(schema),
            Some("number") => self.number(schema),
            _ => self.anything(depth),
        }
    }

    fn listed(&mut self, schema: Schema, values: &[Value]) -> Value {
        if constant(schema).is_none() && self.dice.one_in(30) {
            self.has_unknown = true;
            return json!(*self.dice.pick(&["max", "", "AUTO", "neu ü", "24 h"]));
        }
        self.dice.pick(values).clone()
    }

    fn object(&mut self, schema: Schema, depth: usize) -> Value {
        let mut object = Map::new();
        // Near the root many members, so that each is drawn often; further down few, so that values stay small.
        let rarity = 3 + depth * 2;
        for (name, property) in properties(schema) {
            if is_required(schema, name) || self.dice.one_in(rarity) {
                object.insert(name.to_owned(), self.value(property, depth + 1));
            }
        }
        if self.dice.one_in(10) {
            let name = format!("zz_{}", self.dice.below(3));
            object.insert(name, self.anything(depth + 1));
        }
        object.into()
    }

    fn map(&mut self, schema: Schema, depth: usize) -> Value {
        let count = self.dice.below(4);
        let mut object = Map::new();
        for _ in 0..count {
            let name = (*self.dice.pick(TEXTS)).to_owned();
            let value = match additional(schema) {
                Some(inner) => self.value(inner, depth + 1),
                None => self.anything(depth + 1),
            };
            object.insert(name, value);
        }
        object.into()
    }

    fn array(&mut self, schema: Schema, depth: usize) -> Value {
        let least = size(schema, "minItems").unwrap_or(0);
        let most = size(schema, "maxItems").unwrap_or(least + 3);
        let count = least + self.dice.below(most - least + 1);
        (0..count)
            .map(|_| self.value(&schema["items"], depth + 1))
            .collect()
    }

    fn text(&mut self, schema: Schema) -> String {
        let text = if self.dice.one_in(20) {
            "ß".repeat(self.dice.below(600))
        } else {
            (*self.dice.pick(TEXTS)).to_owned()
        };
        let most = size(schema, "maxLength").unwrap_or(usize::MAX);
        text.chars().take(most).collect()
    }

    fn integer(&mut self, schema: Schema) -> Value {
        let drawn = self.whole(schema);
        // To a schema `7.0` is an integer too.
        if drawn.unsigned_abs() < 1 << 53 && self.dice.one_in(10) {
            #[allow(clippy::cast_precision_loss)] // it is small
            return json!(drawn as f64);
        }
        json!(drawn)
    }

    fn whole(&mut self, schema: Schema) -> i64 {
        let least = schema["minimum"].as_i64().unwrap_or(i64::MIN);
        let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
        let near = [least, most, 0, 1, -1, 42, 1 << 53, i64::MAX];
        if self.dice.one_in(2) {
            return (*self.dice.pick(&near)).clamp(least, most);
        }
        let span = i128::from(most) - i128::from(least) + 1;
        let drawn = i128::from(least) + i128::from(self.dice.next()) % span;
        i64::try_from(drawn).unwrap()
    }

    fn number(&mut self, schema: Schema) -> Value {
        let least = schema["minimum"].as_f64().unwrap_or(-1e300);
        let most = schema["maximum"].as_f64().unwrap_or(1e300);
        let near = [least, most, 0.0, 0.1, 1.0 / 3.0, 1e-7, 5e-324, 1e21, 0.7];
        let number = self.dice.pick(&near).clamp(least, most);
        // A whole number may be written without its fraction.
        if number.fract() == 0.0 && number.abs() < 1e15 && self.dice.one_in(2) {
            #[allow(clippy::cast_possible_truncation)] // it is whole and small
            return json!(number as i64);
        }
        json!(number)
    }

    fn anything(&mut self, depth: usize) -> Value {
        let kinds = if depth > 6 { 5 } else { 7 };
        match self.dice.below(kinds) {
            0 => Value::Null,
            1 => json!(self.dice.one_in(2)),
            2 => json!(self.dice.next()),
            3 => json!(-1.25e-9),
            4 => json!(*self.dice.pick(TEXTS)),
            5 => (0..self.dice.below(3))
                .map(|_| self.anything(depth + 1))
                .collect(),
            _ => {
                let mut object = Map::new();
                for _ in 0..self.dice.below(3) {
                    let name = (*self.dice.pick(TEXTS)).to_owned();
                    object.insert(name, self.anything(depth + 1));
                }
                object.into()
            }
        }
    }
}

fn size(schema: Schema, keyword: &str) -> Option<usize> {
    let size = schema[keyword].as_u64();
    size.map(|size| usize::try_from(size).unwrap())
}

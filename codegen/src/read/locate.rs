//! Lines and columns of JSON Pointers: read again, and only once there is something to complain about.

use std::collections::{BTreeMap, BTreeSet};

use saphyr_parser::{Event, Parser};

use super::position::Origin;
use super::{Syntax, syntax};
use crate::pointer::{escape, is_within};
use crate::problem::{Place, Position, Problem, Source};

/// Gives problems that have a pointer their line and column. What is not in the text is looked for where it would be: in the
/// innermost value that is. `shifted` are arrays of the document that overlays took elements out of, so that indices no longer
/// count what the text has.
pub(crate) fn locate(
    problems: Vec<Problem>,
    sources: &[Source<'_>],
    shifted: &BTreeSet<String>,
) -> Vec<Problem> {
    let wanted = |problem: &Problem| match &problem.place {
        _ if problem.position.is_some() => None,
        Place::Whole => None,
        Place::Pointer(pointer) => Some(
            shifted
                .iter()
                .find(|array| is_within(pointer, array))
                .unwrap_or(pointer)
                .clone(),
        ),
        Place::Action { number, .. } => Some(format!("/actions/{}", number - 1)),
    };
    let mut places: BTreeMap<&str, Places> = BTreeMap::new();
    for problem in &problems {
        let source = sources.iter().find(|source| source.name == problem.file);
        if let (Some(source), Some(pointer)) = (source, wanted(problem)) {
            let places = places.entry(source.name).or_default();
            places
                .wanted
                .extend(with_parents(&pointer).map(str::to_owned));
        }
    }
    for source in sources {
        if let Some(places) = places.get_mut(source.name) {
            places.read(source.text);
        }
    }
    let position = |problem: &Problem| {
        let found = &places.get(problem.file.as_str())?.found;
        with_parents(&wanted(problem)?).find_map(|pointer| found.get(pointer).copied())
    };
    let located = |problem: Problem| Problem {
        position: problem.position.or_else(|| position(&problem)),
        ..problem
    };
    problems.into_iter().map(located).collect()
}

/// A pointer, then those of the values that hold it, but for the whole: its line would say nothing.
fn with_parents(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |pointer| {
        pointer.rfind('/').and_then(|end| pointer.get(..end))
    })
    .filter(|pointer| !pointer.is_empty())
}

/// A walk over a text that is known to be right, and what it found.
#[derive(Default)]
struct Places {
    wanted: BTreeSet<String>,
    found: BTreeMap<String, Position>,
    /// Of the value that comes next.
    pointer: String,
    open: Vec<Open>,
}

/// A collection whose end has not come yet.
struct Open {
    /// How much of the pointer is its own.
    length: usize,
    kind: Kind,
}

enum Kind {
    Array { next: usize },
    Object { awaits_key: bool },
}

impl Places {
    fn read(&mut self, text: &str) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        match syntax(text) {
            Syntax::Json { text, origin } => self.json(text, origin),
            Syntax::Yaml => self.yaml(text),
            Syntax::Nothing | Syntax::Unclosed { .. } | Syntax::Several { .. } => {}
        }
    }

    fn yaml(&mut self, text: &str) {
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else { return };
            let at = || (span.start.line(), span.start.col() + 1);
            match event {
                Event::Scalar(text, ..) => self.scalar(&text, at),
                Event::Alias(_) => self.scalar("", at),
                Event::SequenceStart(..) => self.begin(Kind::Array { next: 0 }, at),
                Event::MappingStart(..) => self.begin(Kind::Object { awaits_key: true }, at),
                Event::SequenceEnd | Event::MappingEnd => self.end(),
                _ => {}
            }
        }
    }

    fn json(&mut self, text: &str, origin: Origin) {
        let mut rest = text;
        // Kept along the way: a text may be one line of megabytes.
        let (mut line, mut column) = origin.of_offset(text, 0);
        while let Some(first) = rest.chars().next() {
            let at = || (line, column);
            let mut length = first.len_utf8();
            match first {
                '{' => self.begin(Kind::Object { awaits_key: true }, at),
                '[' => self.begin(Kind::Array { next: 0 }, at),
                '}' | ']' => self.end(),
                '"' => {
                    length = string(rest);
                    let read = serde_json::from_str::<String>(rest.get(..length).unwrap_or(rest));
                    self.scalar(&read.unwrap_or_default(), at);
                }
                ',' | ':' | ' ' | '\n' | '\r' | '\t' => {}
                _ => {
                    length = rest
                        .find([',', '}', ']', ' ', '\n', '\r', '\t'])
                        .unwrap_or(rest.len());
                    self.scalar("", at);
                }
            }
            let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            for c in token.chars() {
                (line, column) = if c == '\n' {
                    (line + 1, 1)
                } else {
                    (line, column + 1)
                };
            }
            rest = after;
        }
    }

    fn scalar(&mut self, text: &str, at: impl Fn() -> Position) {
        match self.open.last_mut() {
            Some(Open {
                length,
                kind: Kind::Object { awaits_key },
            }) if *awaits_key => {
                *awaits_key = false;
                self.pointer.truncate(*length);
                self.pointer.push('/');
                self.pointer.push_str(&escape(text));
                self.note(at);
            }
            _ => self.value(at),
        }
    }

    fn value(&mut self, at: impl Fn() -> Position) {
        match self.open.last_mut() {
            Some(Open {
                length,
                kind: Kind::Array { next },
            }) => {
                self.pointer.truncate(*length);
                self.pointer.push('/');
                self.pointer.push_str(&next.to_string());
                *next += 1;
                self.note(at);
            }
            Some(Open {
                kind: Kind::Object { awaits_key },
                ..
            }) => *awaits_key = true,
            None => {}
        }
    }

    fn begin(&mut self, kind: Kind, at: impl Fn() -> Position) {
        self.value(at);
        let length = self.pointer.len();
        self.open.push(Open { length, kind });
    }

    fn end(&mut self) {
        self.open.pop();
    }

    fn note(&mut self, at: impl Fn() -> Position) {
        if self.wanted.contains(&self.pointer) {
            let pointer = self.pointer.clone();
            self.found.entry(pointer).or_insert_with(at);
        }
    }
}

/// How long the string that a text begins with is, its quotes among it.
fn string(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().enumerate().skip(1).find(|(_, byte)| {
        let ends = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |(index, _)| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, pointer: &str) -> Option<Position> {
        let problem = Problem::at_pointer("a", pointer, "it is odd", "mend it");
        let source = Source { name: "a", text };
        let problems = locate(vec![problem], &[source], &BTreeSet::new());
        problems.first().and_then(|problem| problem.position)
    }

    #[test]
    fn a_pointer_has_the_place_of_its_key_or_its_item() {
        let json = "{\"a\": [1, {\"b~/\\\"\": \"}\\\\\", \"c\": [[-1.5e3], null]},\n \"é\"], \"d\": {}, \"é\": {\"f\": true}}";
        let yaml = "# A comment\na:\n- 1\n- 'b~/\"': \"}\\\\\"\n  c: [[-1.5e3], null]\n- é\nd: {}\né: {f: true}\n";
        let page = format!("# Page\n\n```json\n{json}\n```\n");
        for (pointer, in_json, in_yaml) in [
            ("/a", (1, 2), (2, 1)),
            ("/a/0", (1, 8), (3, 3)),
            ("/a/1", (1, 11), (4, 3)),
            ("/a/1/b~0~1\"", (1, 12), (4, 3)),
            ("/a/1/c", (1, 28), (5, 3)),
            ("/a/1/c/0/0", (1, 35), (5, 8)),
            ("/a/1/c/1", (1, 44), (5, 17)),
            ("/a/2", (2, 2), (6, 3)),
            ("/d", (2, 8), (7, 1)),
            ("/é/f", (2, 23), (8, 5)),
            // What is missing is missing in what holds it.
            ("/é/g/h", (2, 17), (8, 1)),
        ] {
            assert_eq!(at(json, pointer), Some(in_json), "{pointer} in JSON");
            assert_eq!(at(yaml, pointer), Some(in_yaml), "{pointer} in YAML");
            let (line, column) = in_json;
            assert_eq!(at(&page, pointer), Some((line + 3, column)), "{pointer}");
        }
        for nowhere in ["", "/x", "/x/y"] {
            assert_eq!(at(json, nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn an_alias_is_where_it_stands() {
        let yaml = "a: &x {b: 1}\nc: *x\nd: [*x, 2]\n";
        assert_eq!(at(yaml, "/c"), Some((2, 1)));
        assert_eq!(at(yaml, "/c/b"), Some((2, 1)));
        assert_eq!(at(yaml, "/d/0"), Some((3, 5)));
        assert_eq!(at(yaml, "/d/1"), Some((3, 9)));
    }

    #[test]
    fn an_action_is_an_item_of_its_overlay_and_a_shifted_element_its_array() {
        let action = Problem {
            place: Place::Action {
                number: 2,
                target: "$".to_owned(),
                pointer: Some("/a".to_owned()),
            },
            ..Problem::whole("o", "it is odd", "mend it")
        };
        let element = Problem::at_pointer("a", "/a/1", "it is odd", "mend it");
        let elsewhere = Problem::at_pointer("b", "/a", "it is odd", "mend it");
        let sources = [
            Source {
                name: "a",
                text: "{\"a\": [1,\n 2]}",
            },
            Source {
                name: "o",
                text: "overlay: 1.0.0\nactions:\n  - a: 1\n  - b: 1\n",
            },
        ];
        let shifted = BTreeSet::from(["/a".to_owned()]);
        let problems = locate(vec![action, element, elsewhere], &sources, &shifted);
        let positions: Vec<_> = problems.iter().map(|problem| problem.position).collect();
        assert_eq!(positions, [Some((4, 5)), Some((1, 2)), None]);
    }
}

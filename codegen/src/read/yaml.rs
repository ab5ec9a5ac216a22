//! YAML 1.2 text → value, from the events of `saphyr-parser`, with a stack of its own in place of recursion.
//!
//! Keys are texts as they are written (`200:` is the key `"200"`). Anchors and aliases work, up to a bound on what they
//! unfold to. Merge keys (`<<`) are YAML 1.1 and refused.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::map::Entry;
use serde_json::{Map, Value};

use super::{MAX_DEPTH, scalar};
use crate::pointer::escape;
use crate::problem::Problem;

/// Most values that aliases may unfold to, all together.
const MAX_UNFOLDED: usize = 250_000;

pub(super) fn read(name: &str, text: &str) -> Result<Value, Vec<Problem>> {
    let mut builder = Builder::new(name);
    for event in Parser::new_from_str(text) {
        let step = match event {
            Ok((event, span)) => builder.event(event, span.start),
            Err(error) => {
                let what = format!("not YAML: {}", error.info());
                Err(builder.problem(*error.marker(), what, "mend the YAML there"))
            }
        };
        if let Err(problem) = step {
            builder.problems.extend(problem);
            return Err(builder.problems);
        }
    }
    match builder.root {
        Some(_) if !builder.problems.is_empty() => Err(builder.problems),
        Some(value) => Ok(value),
        None => Err(vec![Problem::at_line(
            name,
            (1, 1),
            "the file holds no value",
            "put an OpenAPI 3.0 document there",
        )]),
    }
}

struct Builder<'n> {
    name: &'n str,
    problems: Vec<Problem>,
    open: Vec<Open>,
    /// By the parser's number of the anchor: what it names, once that is complete.
    anchors: Vec<Option<Anchored>>,
    unfolded: usize,
    root: Option<Value>,
}

/// A collection whose end has not come yet.
struct Open {
    anchor: usize,
    content: Content,
}

enum Content {
    Sequence(Vec<Value>),
    Mapping {
        members: Map<String, Value>,
        key: Option<String>,
    },
}

struct Anchored {
    value: Value,
    size: usize,
    depth: usize,
}

impl<'n> Builder<'n> {
    fn new(name: &'n str) -> Self {
        Self {
            name,
            problems: Vec::new(),
            open: Vec::new(),
            anchors: Vec::new(),
            unfolded: 0,
            root: None,
        }
    }

    fn event(&mut self, event: Event<'_>, at: Marker) -> Result<(), Vec<Problem>> {
        match event {
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
            Event::Alias(anchor) => {
                let value = self.alias(anchor, at)?;
                self.place(value, at)
            }
            Event::Scalar(text, style, anchor, tag) if self.awaits_key() => {
                let is_merge = text == "<<" && style == ScalarStyle::Plain && tag.is_none();
                if is_merge {
                    let what = "merge keys (`<<`) are not part of YAML 1.2";
                    return Err(self.problem(at, what, "write the members out"));
                }
                self.keep(anchor, || Value::String(text.clone().into_owned()));
                self.key(text.into_owned(), at);
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let value = self.scalar(&text, style, tag.as_deref(), at)?;
                self.keep(anchor, || value.clone());
                self.place(value, at)
            }
            Event::SequenceStart(anchor, tag) => {
                self.expect_tag(tag.as_deref(), "seq", at)?;
                self.begin(anchor, Content::Sequence(Vec::new()), at)
            }
            Event::MappingStart(anchor, tag) => {
                self.expect_tag(tag.as_deref(), "map", at)?;
                let (members, key) = (Map::new(), None);
                self.begin(anchor, Content::Mapping { members, key }, at)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(closed) = self.open.pop() else {
                    return Ok(());
                };
                let value = match closed.content {
                    Content::Sequence(items) => Value::Array(items),
                    Content::Mapping { members, .. } => Value::Object(members),
                };
                self.keep(closed.anchor, || value.clone());
                self.place(value, at)
            }
        }
    }

    fn awaits_key(&self) -> bool {
        let top = self.open.last().map(|open| &open.content);
        matches!(top, Some(Content::Mapping { key: None, .. }))
    }

    fn begin(&mut self, anchor: usize, content: Content, at: Marker) -> Result<(), Vec<Problem>> {
        if self.awaits_key() {
            return Err(self.complex_key(at));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(self.too_deep(at));
        }
        self.open.push(Open { anchor, content });
        Ok(())
    }

    fn key(&mut self, name: String, at: Marker) {
        let Some(Content::Mapping { members, key }) =
            self.open.last_mut().map(|open| &mut open.content)
        else {
            return;
        };
        let known = members.contains_key(&name);
        *key = Some(name);
        if known {
            let what = format!("the key at {} is given twice", self.pointer());
            let problem = self.problem(at, what, "keep one of the two");
            self.problems.extend(problem);
        }
    }

    fn place(&mut self, value: Value, at: Marker) -> Result<(), Vec<Problem>> {
        match self.open.last_mut().map(|open| &mut open.content) {
            None if self.root.is_some() => {
                Err(self.problem(at, "a second YAML document", "give one document a file"))
            }
            None => {
                self.root = Some(value);
                Ok(())
            }
            Some(Content::Sequence(items)) => {
                items.push(value);
                Ok(())
            }
            Some(Content::Mapping { members, key }) => match key.take() {
                Some(name) => {
                    if let Entry::Vacant(place) = members.entry(name) {
                        place.insert(value);
                    }
                    Ok(())
                }
                // Only an alias comes here: `*name : value`.
                None => match value {
                    Value::String(name) => {
                        self.key(name, at);
                        Ok(())
                    }
                    _ => Err(self.complex_key(at)),
                },
            },
        }
    }

    fn scalar(
        &self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        at: Marker,
    ) -> Result<Value, Vec<Problem>> {
        let suffix = match tag {
            Some(tag) if tag.is_yaml_core_schema() => Some(tag.suffix.as_str()),
            Some(tag) if tag.handle.is_empty() && tag.suffix == "!" => Some("str"),
            Some(tag) => return Err(self.unknown_tag(tag, at)),
            None => None,
        };
        let is_text = match suffix {
            Some("str") => true,
            Some("int" | "float" | "bool" | "null") => false,
            Some(_) => {
                return Err(self.unknown_tag_text(&format!("!!{}", suffix.unwrap_or("")), at));
            }
            None => style != ScalarStyle::Plain,
        };
        if is_text {
            return Ok(Value::String(text.to_owned()));
        }
        scalar::plain(text).map_err(|what| {
            let what = format!("`{text}` is {what}");
            self.problem(at, what, "write another number, or quote it")
        })
    }

    fn expect_tag(&self, tag: Option<&Tag>, suffix: &str, at: Marker) -> Result<(), Vec<Problem>> {
        match tag {
            Some(tag) if !(tag.is_yaml_core_schema() && tag.suffix == suffix) => {
                Err(self.unknown_tag(tag, at))
            }
            _ => Ok(()),
        }
    }

    fn keep(&mut self, anchor: usize, value: impl FnOnce() -> Value) {
        if anchor == 0 {
            return;
        }
        let value = value();
        let (size, depth) = measure(&value);
        if self.anchors.len() <= anchor {
            self.anchors.resize_with(anchor + 1, || None);
        }
        if let Some(slot) = self.anchors.get_mut(anchor) {
            *slot = Some(Anchored { value, size, depth });
        }
    }

    fn alias(&mut self, anchor: usize, at: Marker) -> Result<Value, Vec<Problem>> {
        let Some(Some(anchored)) = self.anchors.get(anchor) else {
            let what = "an alias to something that is not complete yet";
            return Err(self.problem(at, what, "a value cannot hold itself: write it out"));
        };
        if self.open.len() + anchored.depth > MAX_DEPTH {
            return Err(self.too_deep(at));
        }
        let unfolded = self.unfolded + anchored.size;
        if unfolded > MAX_UNFOLDED {
            let what = format!("aliases unfold to more than {MAX_UNFOLDED} values");
            return Err(self.problem(at, what, "write the values out, or use `$ref`"));
        }
        let value = anchored.value.clone();
        self.unfolded = unfolded;
        Ok(value)
    }

    /// Where the next value goes.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for open in &self.open {
            pointer.push('/');
            match &open.content {
                Content::Sequence(items) => pointer.push_str(&items.len().to_string()),
                Content::Mapping { key, .. } => {
                    pointer.push_str(&escape(key.as_deref().unwrap_or_default()));
                }
            }
        }
        pointer
    }

    fn problem(&self, at: Marker, what: impl Into<String>, hint: &str) -> Vec<Problem> {
        let place = (at.line(), at.col() + 1);
        vec![Problem::at_line(self.name, place, what, hint)]
    }

    fn too_deep(&self, at: Marker) -> Vec<Problem> {
        let what = format!("nested deeper than {MAX_DEPTH} levels");
        self.problem(at, what, "nest less deeply, with `$ref`")
    }

    fn complex_key(&self, at: Marker) -> Vec<Problem> {
        self.problem(at, "a key that is not a text", "JSON has text keys only")
    }

    fn unknown_tag(&self, tag: &Tag, at: Marker) -> Vec<Problem> {
        self.unknown_tag_text(&tag.to_string(), at)
    }

    fn unknown_tag_text(&self, tag: &str, at: Marker) -> Vec<Problem> {
        let what = format!("the tag `{tag}` has no meaning in JSON");
        self.problem(at, what, "take the tag away")
    }
}

/// How many values a value holds with itself, and how deep its collections go.
fn measure(value: &Value) -> (usize, usize) {
    let inner = |values: &mut dyn Iterator<Item = &Value>| {
        let (size, depth) = values
            .map(measure)
            .fold((1, 0), |sum, one| (sum.0 + one.0, usize::max(sum.1, one.1)));
        (size, depth + 1)
    };
    match value {
        Value::Array(items) => inner(&mut items.iter()),
        Value::Object(members) => inner(&mut members.values()),
        _ => (1, 0),
    }
}

#[cfg(test)]
mod tests;

//! Documents with random edits: each is generated, or refused with a place; none makes the generator panic, and what is generated is Rust.
//!
//! The seeds are fixed, so that a run is repeatable. `FUZZ_ROUNDS=100 cargo test -p grid-codegen mutated` does a hundred times as many.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use grid_codegen::Problem;
use grid_codegen::problem::Place;
use serde_json::{Value, json};

use crate::fixtures;
use crate::grid::Grid;
use crate::hostile::TEXTS;

/// Cases a round: of The Grid's document with its overlays, and of each fixture.
const OF_GRID: u64 = 24;
const OF_FIXTURE: u64 = 10;

#[test]
fn edited_grid() {
    let document: Value = serde_json::from_str(&Grid::read().generate().effective).unwrap();
    run("grid", &document, OF_GRID);
}

#[test]
fn edited_fixtures() {
    for fixture in fixtures::all() {
        // Without its overlay, whose targets an edit could take away.
        let document = grid_codegen::read::document(grid_codegen::Source {
            name: "input.yaml",
            text: &fixture.input,
        });
        run(
            &fixture.name,
            &document.unwrap_or_else(|problems| panic!("{}", fixtures::said(&problems))),
            OF_FIXTURE,
        );
    }
}

#[test]
fn regressions() {
    let root = fixtures::root().join("regressions");
    let mut names: Vec<_> = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    assert!(!names.is_empty());
    for path in names {
        let text = fs::read_to_string(&path).unwrap();
        if let Err(what) = judge(&text) {
            panic!("{}: {what}", path.display());
        }
    }
}

fn run(name: &str, document: &Value, cases: u64) {
    let rounds: u64 = std::env::var("FUZZ_ROUNDS").map_or(1, |text| text.parse().unwrap());
    let mut failed = Vec::new();
    let mut generated = 0;
    for case in 0..cases * rounds {
        let mut random =
            Random(0x9E37_79B9_7F4A_7C15 ^ (case + 1).wrapping_mul(0x2545_F491_4F6C_DD1D));
        let mut edited = document.clone();
        for _ in 0..=random.below(3) {
            edit(&mut edited, &mut random);
        }
        let text = serde_json::to_string_pretty(&edited).unwrap();
        match judge(&text) {
            Ok(is_generated) => generated += u64::from(is_generated),
            Err(what) => {
                let path =
                    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{case}.json"));
                fs::write(&path, text).unwrap();
                failed.push(format!("{}: {what}", path.display()));
            }
        }
    }
    println!(
        "{name}: {} edited documents, {generated} generated, the others refused",
        cases * rounds
    );
    assert!(
        failed.is_empty(),
        "{}\nTo keep a case: move its file to codegen/tests/fixtures/regressions",
        failed.join("\n")
    );
}

/// Whether a document is generated; or what is wrong with how the generator took it.
fn judge(text: &str) -> Result<bool, String> {
    let run = || fixtures::generate("edited.json", text, &[], "edited", true);
    match catch_unwind(AssertUnwindSafe(run)) {
        Err(_) => Err("panicked".to_owned()),
        Ok(Ok(generated)) => {
            for (path, text) in generated
                .files
                .iter()
                .filter(|(path, _)| path.strip_suffix(".rs").is_some())
            {
                syn::parse_file(text).map_err(|error| format!("{path} is no Rust: {error}"))?;
            }
            Ok(true)
        }
        Ok(Err(problems)) => {
            // Only what is said of the whole document has no line.
            let placed = |problem: &Problem| match &problem.place {
                Place::Pointer(pointer) => {
                    problem.position.is_some() || pointer.matches('/').count() < 2
                }
                Place::Whole => problem.position.is_some(),
                Place::Action { .. } => false,
            };
            match problems.iter().find(|problem| {
                !placed(problem) || is_ours(&problem.what) || is_ours(&problem.hint)
            }) {
                Some(problem) => Err(problem.to_string()),
                None if problems.is_empty() => Err("refused without a word".to_owned()),
                None => Ok(false),
            }
        }
    }
}

/// Whether a message blames the generator, not the document: `check` and the lowering must come before.
fn is_ours(text: &str) -> bool {
    text.contains("mistake of the generator") || text.contains("progenitor ")
}

/// Marsaglia's xorshift: repeatable everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// One random edit somewhere in a document: of every three, two put another schema in the place of one, which most documents survive.
fn edit(document: &mut Value, random: &mut Random) {
    let all = pointers(document);
    let schemas: Vec<&String> = all.iter().filter(|pointer| is_schema(pointer)).collect();
    if random.below(3) > 0 && !schemas.is_empty() {
        let other = (*random.of(&schemas)).as_str();
        let new = if random.below(3) == 0 {
            document.pointer(other).cloned().unwrap_or_default()
        } else {
            schema(document, random)
        };
        let place = (*random.of(&schemas)).as_str();
        if let Some(value) = document.pointer_mut(place) {
            *value = new;
        }
        return;
    }
    let pointer = random.of(&all).clone();
    let elsewhere = random.of(&all).as_str();
    let other = document.pointer(elsewhere).cloned().unwrap_or_default();
    let piece = piece(document, random);
    let text = *random.of(&TEXTS);
    let Some(value) = document.pointer_mut(&pointer) else {
        return;
    };
    match (random.below(7), value) {
        (0, value) => *value = piece,
        (1, value) => *value = other,
        (2, Value::Object(members)) => {
            members.insert((*random.of(&KEYWORDS)).to_owned(), piece);
        }
        (3, Value::Object(members)) if !members.is_empty() => {
            let names: Vec<String> = members.keys().cloned().collect();
            members.shift_remove(random.of(&names));
        }
        (4, Value::Object(members)) if !members.is_empty() => {
            let names: Vec<String> = members.keys().cloned().collect();
            let moved = members.shift_remove(random.of(&names)).unwrap_or_default();
            members.insert(text.to_owned(), moved);
        }
        (5, Value::Array(items)) => items.push(piece),
        (6, Value::Array(items)) => items.push(other),
        (_, Value::String(old)) => text.clone_into(old),
        (_, value) => *value = piece,
    }
}

/// Names of members that mean something.
const KEYWORDS: [&str; 26] = [
    "type",
    "enum",
    "oneOf",
    "anyOf",
    "allOf",
    "items",
    "properties",
    "additionalProperties",
    "required",
    "nullable",
    "default",
    "discriminator",
    "$ref",
    "minimum",
    "maximum",
    "maxLength",
    "not",
    "format",
    "x-name",
    "x-variant",
    "x-same-as",
    "x-surface",
    "operationId",
    "parameters",
    "security",
    "servers",
];

/// Whether a schema stands at a pointer.
fn is_schema(pointer: &str) -> bool {
    let mut tokens = pointer.rsplit('/');
    let (last, parent) = (
        tokens.next().unwrap_or_default(),
        tokens.next().unwrap_or_default(),
    );
    matches!(last, "items" | "additionalProperties" | "schema")
        || matches!(
            parent,
            "properties" | "schemas" | "oneOf" | "anyOf" | "allOf"
        )
}

/// A value that may stand somewhere in a document.
fn piece(document: &Value, random: &mut Random) -> Value {
    let pieces = [
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(18_446_744_073_709_551_615_u64),
        json!(0.5),
        json!(1e308),
        json!(""),
        json!(random.of(&TEXTS)),
        json!([]),
        json!({}),
        json!(["a", "b"]),
        json!("string"),
        json!("object"),
        json!("array"),
        json!("Option"),
        json!("Name"),
    ];
    if random.below(2) == 0 {
        schema(document, random)
    } else {
        random.of(&pieces).clone()
    }
}

/// A schema of some kind, with a reference where it holds others.
fn schema(document: &Value, random: &mut Random) -> Value {
    let names: Vec<String> = document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect();
    let mut reference = || {
        let name = if names.is_empty() {
            "Nothing"
        } else {
            random.of(&names).as_str()
        };
        json!({"$ref": format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1"))})
    };
    let (one, other) = (reference(), reference());
    let schemas = [
        one.clone(),
        json!({}),
        json!({"type": "string"}),
        json!({"type": "string", "enum": ["only"]}),
        json!({"type": "string", "enum": ["", "a", "A", "self", "Other", null], "nullable": true}),
        json!({"type": "integer", "minimum": 0}),
        json!({"type": "integer", "minimum": 0, "maximum": -1}),
        json!({"type": "number", "maximum": 1.5, "exclusiveMaximum": true}),
        json!({"type": "boolean", "default": true}),
        json!({"type": "array"}),
        json!({"type": "array", "items": one, "maxItems": 3}),
        json!({"type": "array", "items": {"type": "array", "items": one}}),
        json!({"type": "object"}),
        json!({"type": "object", "additionalProperties": one}),
        json!({"type": "object", "properties": {"self": one, "type": {"type": "string", "enum": ["x"]}}, "required": ["self", "type"]}),
        json!({"type": "object", "properties": {"default": one, "inner": {"type": "object", "properties": {"a": other}}}}),
        json!({"oneOf": [one]}),
        json!({"oneOf": [one, other]}),
        json!({"anyOf": [one, {"type": "string"}], "nullable": true}),
        json!({"oneOf": [{"type": "string", "enum": ["list"]}, {"type": "array", "items": one}, {"type": "integer"}]}),
        json!({"oneOf": [one, other], "discriminator": {"propertyName": "type"}}),
        json!({"oneOf": [
            {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["a"]}, "one": one}},
            {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["A"]}, "other": other}},
        ]}),
        json!({"allOf": [one], "description": "One."}),
        json!({"allOf": [one, {"type": "object", "properties": {"more": other}}]}),
        json!({"allOf": [one, other], "required": ["a"]}),
        json!({"allOf": [{"type": "string", "enum": ["a"]}, {"nullable": true}]}),
        json!({"type": "object", "properties": {"a": one}, "anyOf": [{"required": ["a"]}, other]}),
    ];
    random.of(&schemas).clone()
}

/// The pointer of every value.
fn pointers(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), document)];
    while let Some((pointer, value)) = waiting.pop() {
        match value {
            Value::Object(members) => {
                let inner = members.iter().map(|(key, value)| {
                    (
                        format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
                        value,
                    )
                });
                waiting.extend(inner);
            }
            Value::Array(items) => waiting.extend(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, value)| (format!("{pointer}/{index}"), value)),
            ),
            _ => {}
        }
        if !pointer.is_empty() {
            found.push(pointer);
        }
    }
    found
}

//! Circles of references that never come to a type.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Checker;
use super::reference::Edge;
use crate::pointer::{escape, is_within, of_reference};

impl Checker<'_> {
    pub(super) fn cycles(&mut self) {
        self.alias_cycles();
        self.deep_cycles();
        self.composition_cycles();
    }

    /// A → B → A, with nothing but `$ref` on the way.
    fn alias_cycles(&mut self) {
        let edges = std::mem::take(&mut self.aliases);
        let by_place: BTreeMap<&str, usize> = edges
            .iter()
            .enumerate()
            .map(|(index, edge)| (edge.from.as_str(), index))
            .collect();
        let next = |edge: &Edge| {
            by_place
                .get(edge.to.as_str())
                .copied()
                .into_iter()
                .collect()
        };
        let successors: Vec<Vec<usize>> = edges.iter().map(next).collect();
        for index in on_circles(&successors) {
            let Some(edge) = edges.get(index) else {
                continue;
            };
            let what = format!("the reference to #{} leads back to itself", edge.to);
            self.problem_at(
                edge.from.clone(),
                what,
                "put what is meant in one of its places",
            );
        }
    }

    /// References into schemas: what they name holds a reference to what holds them.
    fn deep_cycles(&mut self) {
        let edges = std::mem::take(&mut self.deep);
        let inside = |edge: &Edge| {
            let places = edges.iter().enumerate();
            places
                .filter(|(_, other)| is_within(&other.from, &edge.to))
                .map(|(index, _)| index)
                .collect()
        };
        let successors: Vec<Vec<usize>> = edges.iter().map(inside).collect();
        for index in on_circles(&successors) {
            let Some(edge) = edges.get(index) else {
                continue;
            };
            let what = format!(
                "the reference to #{}, which is no component, leads back to itself",
                edge.to
            );
            self.problem_at(
                edge.from.clone(),
                what,
                "move what it names to components/schemas",
            );
        }
    }

    /// A schema that is made of itself, with no property or list between, has no value.
    fn composition_cycles(&mut self) {
        let schemas = self
            .document
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        let Some(schemas) = schemas else {
            return;
        };
        let by_pointer: BTreeMap<String, usize> = schemas
            .keys()
            .enumerate()
            .map(|(index, name)| (format!("/components/schemas/{}", escape(name)), index))
            .collect();
        let successors: Vec<Vec<usize>> = schemas
            .values()
            .map(|schema| {
                let mut parts = Vec::new();
                parts_of(schema, &by_pointer, &mut parts);
                parts
            })
            .collect();
        let entries: Vec<(&String, &Value)> = schemas.iter().collect();
        for index in on_circles(&successors) {
            let Some((name, schema)) = entries.get(index) else {
                continue;
            };
            if schema.get("$ref").is_none() {
                let pointer = format!("/components/schemas/{}", escape(name));
                let what = "the schema is made of itself, through allOf, oneOf or anyOf";
                // What springdoc and swagger-core write of a class and its subclasses.
                let hint = if schema.get("discriminator").is_some() {
                    "its members build on it by `allOf`: take `oneOf` and `discriminator` to a schema of their own, which lists the members"
                } else {
                    "take one of the parts out of the circle, or put a property between"
                };
                self.problem_at(pointer, what, hint);
            }
        }
    }
}

/// The component schemas that a schema's value must be a value of, all or one of them.
fn parts_of(schema: &Value, by_pointer: &BTreeMap<String, usize>, parts: &mut Vec<usize>) {
    if let Some(reference) = schema.get("$ref") {
        let pointer = reference.as_str().and_then(of_reference);
        parts.extend(pointer.and_then(|pointer| by_pointer.get(&*pointer)));
        return;
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        for part in schema
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            parts_of(part, by_pointer, parts);
        }
    }
}

/// The nodes that stand on circles (or between two of them): what is left when nodes that lead nowhere, and nodes that
/// nothing leads to, are taken away until none is left.
fn on_circles(successors: &[Vec<usize>]) -> Vec<usize> {
    let mut predecessors: Vec<Vec<usize>> = vec![Vec::new(); successors.len()];
    for (index, next) in successors.iter().enumerate() {
        for next in next {
            if let Some(before) = predecessors.get_mut(*next) {
                before.push(index);
            }
        }
    }
    let ahead = peel(successors, &predecessors);
    let behind = peel(&predecessors, successors);
    let both = ahead.iter().zip(&behind).enumerate();
    both.filter(|(_, (ahead, behind))| **ahead && **behind)
        .map(|(index, _)| index)
        .collect()
}

/// For each node, whether a circle can be reached from it.
fn peel(successors: &[Vec<usize>], predecessors: &[Vec<usize>]) -> Vec<bool> {
    let mut open: Vec<usize> = successors.iter().map(Vec::len).collect();
    let mut reaches = vec![true; successors.len()];
    let mut ends: Vec<usize> = open
        .iter()
        .enumerate()
        .filter(|(_, open)| **open == 0)
        .map(|(index, _)| index)
        .collect();
    while let Some(end) = ends.pop() {
        if let Some(reaches) = reaches.get_mut(end) {
            *reaches = false;
        }
        for before in predecessors.get(end).into_iter().flatten() {
            if let Some(open) = open.get_mut(*before) {
                *open -= 1;
                if *open == 0 {
                    ends.push(*before);
                }
            }
        }
    }
    reaches
}

#[cfg(test)]
mod tests {
    use super::on_circles;

    #[test]
    fn circles() {
        let cases: [(&[&[usize]], &[usize]); 6] = [
            (&[], &[]),
            (&[&[1], &[2], &[]], &[]),
            (&[&[0]], &[0]),
            (&[&[1], &[0]], &[0, 1]),
            (&[&[1], &[2, 3], &[1], &[]], &[1, 2]),
            (&[&[1, 1], &[]], &[]),
        ];
        for (graph, expected) in cases {
            let graph: Vec<Vec<usize>> = graph.iter().map(|next| next.to_vec()).collect();
            assert_eq!(on_circles(&graph), expected, "{graph:?}");
        }
    }
}

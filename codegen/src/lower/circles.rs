//! Types that hold themselves by value, which Rust can only hold behind a pointer.

use std::collections::BTreeMap;

/// Which circle each node is on: nodes that reach each other bear the same number (Kosaraju's algorithm, without recursion: a document
/// may nest as deep as it likes).
pub(crate) fn circles(edges: &BTreeMap<String, Vec<String>>) -> BTreeMap<&str, usize> {
    let mut back: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, targets) in edges {
        for to in targets {
            back.entry(to).or_default().push(from);
        }
    }
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, start) in finished(edges).into_iter().rev().enumerate() {
        let mut waiting = vec![start];
        while let Some(node) = waiting.pop() {
            if !numbers.contains_key(node) {
                numbers.insert(node, number);
                waiting.extend(back.get(node).into_iter().flatten());
            }
        }
    }
    numbers
}

/// The nodes, each after all that it reaches first.
fn finished(edges: &BTreeMap<String, Vec<String>>) -> Vec<&str> {
    let mut order = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for start in edges.keys() {
        let mut waiting = vec![(start.as_str(), false)];
        while let Some((node, is_done)) = waiting.pop() {
            if is_done {
                order.push(node);
            } else if seen.insert(node) {
                waiting.push((node, true));
                let targets = edges.get(node).into_iter().flatten();
                waiting.extend(targets.map(|target| (target.as_str(), false)));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        edges
            .iter()
            .map(|(from, to)| {
                (
                    (*from).to_owned(),
                    to.iter().map(|to| (*to).to_owned()).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn nodes_that_reach_each_other_are_on_one_circle() {
        let graph = graph(&[
            ("a", &["b"]),
            ("b", &["c", "d"]),
            ("c", &["a"]),
            ("d", &["e"]),
            ("e", &["e"]),
        ]);
        let circles = circles(&graph);
        assert_eq!(circles["a"], circles["b"]);
        assert_eq!(circles["a"], circles["c"]);
        assert_ne!(circles["a"], circles["d"]);
        assert_ne!(circles["d"], circles["e"]);
    }
}

//! Types that only changed their names: the same kind at the same place of the document.

use std::collections::{HashMap, HashSet};

use super::{Item, Kind};

/// Old path → new path of every type that was renamed.
pub(super) fn types<'a>(old: &'a [Item], new: &'a [Item]) -> HashMap<&'a str, &'a str> {
    let gone = at_one_place(old, &paths(new));
    let come = at_one_place(new, &paths(old));
    let pairs = gone.iter().filter_map(|(pointer, before)| {
        let after = come.get(pointer)?;
        (before.signature == after.signature).then_some((before.path.as_str(), after.path.as_str()))
    });
    pairs.collect()
}

/// The old items under the new names of their types.
pub(super) fn members(old: &[Item], renamed: &HashMap<&str, &str>) -> Vec<Item> {
    let follow = |item: &Item| {
        let mut item = item.clone();
        let moved = item.owner().and_then(|owner| {
            let rest = item.path.strip_prefix(owner)?;
            Some(format!("{}{rest}", renamed.get(owner)?))
        });
        item.path = moved.unwrap_or(item.path);
        item
    };
    old.iter().map(follow).collect()
}

fn paths(items: &[Item]) -> HashSet<&str> {
    items.iter().map(|item| item.path.as_str()).collect()
}

/// Types outside `others`, by pointer, where only one stands there.
fn at_one_place<'a>(items: &'a [Item], others: &HashSet<&str>) -> HashMap<&'a str, &'a Item> {
    let mut places: HashMap<&str, Option<&Item>> = HashMap::new();
    let types = items.iter().filter(|item| item.kind == Kind::Type);
    for item in types.filter(|item| !others.contains(item.path.as_str())) {
        places
            .entry(&item.pointer)
            .and_modify(|first| *first = None)
            .or_insert(Some(item));
    }
    let one = |(pointer, item): (&'a str, Option<&'a Item>)| Some((pointer, item?));
    places.into_iter().filter_map(one).collect()
}

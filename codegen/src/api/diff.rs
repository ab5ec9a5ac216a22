//! Two listings → what changed, and whom it breaks.

use std::collections::{HashMap, HashSet};

use super::{Breaks, Change, Item, Kind, Step, Subject, facts, rename};

/// What changed from one listing to another: what is gone in the order of the old one, then the rest in the order of
/// the new one.
///
/// The members of a type that is gone or new are told with it, not each. Where an item stands in the document and in
/// the listing is no change.
#[must_use]
pub fn diff(old: &[Item], new: &[Item]) -> Vec<Change> {
    let renamed = rename::types(old, new);
    let before = rename::members(old, &renamed);
    let known = by_path(&before);
    let wanted = by_path(new);
    let old_names: HashMap<&str, &str> = renamed.iter().map(|(old, new)| (*new, *old)).collect();

    let gone = |item: &&Item| {
        let is_renamed = item.kind == Kind::Type && renamed.contains_key(item.path.as_str());
        !is_renamed && !wanted.contains_key(item.path.as_str())
    };
    let gone: Vec<&Item> = before.iter().filter(gone).collect();
    let come = new.iter().filter(|item| {
        !known.contains_key(item.path.as_str()) && !old_names.contains_key(item.path.as_str())
    });
    let come: HashSet<&str> = come.map(|item| item.path.as_str()).collect();
    let gone_paths: HashSet<&str> = gone.iter().map(|item| item.path.as_str()).collect();

    let mut changes: Vec<Change> = gone
        .iter()
        .filter(|item| !told_with_owner(item, &gone_paths))
        .map(|item| removed(item, &before))
        .collect();
    for item in new {
        let path = item.path.as_str();
        if let Some(name) = old_names.get(path) {
            changes.push(renamed_to(item, name));
        } else if come.contains(path) {
            if !told_with_owner(item, &come) {
                changes.push(added(item, new));
            }
        } else if let Some(before) = known.get(path) {
            changes.extend(changed(before, item));
        }
    }
    changes
}

fn by_path(items: &[Item]) -> HashMap<&str, &Item> {
    items
        .iter()
        .map(|item| (item.path.as_str(), item))
        .collect()
}

fn told_with_owner(item: &Item, told: &HashSet<&str>) -> bool {
    item.owner().is_some_and(|owner| told.contains(owner))
}

fn added(item: &Item, all: &[Item]) -> Change {
    Change {
        new: Some(whole(item, all)),
        ..change(Step::Added, item, Breaks::No)
    }
}

fn removed(item: &Item, all: &[Item]) -> Change {
    let why = match item.kind {
        Kind::Variant => "code that matches or builds it does not compile",
        Kind::Method | Kind::Function => "code that calls it does not compile",
        Kind::Type | Kind::Field | Kind::Constant => "code that names it does not compile",
    };
    Change {
        old: Some(whole(item, all)),
        ..change(Step::Removed, item, Breaks::Yes(why))
    }
}

fn renamed_to(item: &Item, old: &str) -> Change {
    let why = "code that names it does not compile";
    Change {
        old: Some(old.to_owned()),
        new: Some(item.path.clone()),
        ..change(Step::Renamed, item, Breaks::Yes(why))
    }
}

/// The changes of an item that both listings have: its signature, then each of its facts.
fn changed(before: &Item, item: &Item) -> Vec<Change> {
    let mut changes = Vec::new();
    if before.signature != item.signature || before.kind != item.kind {
        let why = match item.kind {
            Kind::Method | Kind::Function => "callers pass or get other types",
            Kind::Type => "it is built and read in another way",
            Kind::Field | Kind::Variant | Kind::Constant => "it has another type",
        };
        changes.push(Change {
            old: Some(before.signature.clone()),
            new: Some(item.signature.clone()),
            ..change(Step::Changed, item, Breaks::Yes(why))
        });
    }
    changes.extend(changed_facts(before, item));
    changes
}

fn changed_facts(before: &Item, item: &Item) -> Vec<Change> {
    let (old, new) = (facts::split(&before.facts), facts::split(&item.facts));
    let value = |facts: &[facts::Fact<'_>], name: &str| {
        let found = facts.iter().find(|fact| fact.name == name);
        found.map(|fact| fact.value.to_owned())
    };
    let came = new.iter().filter(|fact| value(&old, fact.name).is_none());
    let mut changes = Vec::new();
    for fact in old.iter().chain(came) {
        let (was, is) = (value(&old, fact.name), value(&new, fact.name));
        if was == is {
            continue;
        }
        let step = match (&was, &is) {
            (None, _) => Step::Added,
            (_, None) => Step::Removed,
            _ => Step::Changed,
        };
        let said = |value: Option<String>| {
            value.map(|value| format!("{} {value}", fact.name).trim_end().to_owned())
        };
        changes.push(Change {
            subject: facts::subject(fact.name),
            breaks: facts::verdict(fact.name, was.as_deref(), is.as_deref()),
            old: said(was),
            new: said(is),
            ..change(step, item, Breaks::No)
        });
    }
    changes
}

fn change(step: Step, item: &Item, breaks: Breaks) -> Change {
    Change {
        step,
        subject: Subject::Item(item.kind),
        path: item.path.clone(),
        pointer: item.pointer.clone(),
        old: None,
        new: None,
        breaks,
    }
}

/// An item's signature and facts; of a type, with how many members it has.
fn whole(item: &Item, all: &[Item]) -> String {
    let facts = match item.facts.as_str() {
        "" => String::new(),
        facts => format!(" ({facts})"),
    };
    let members = all.iter().filter(|other| other.owner() == Some(&item.path));
    let kinds: Vec<Kind> = members.map(|member| member.kind).collect();
    let count = |kind: Kind, word: &str| {
        let count = kinds.iter().filter(|one| **one == kind).count();
        let plural = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} {word}{plural}"))
    };
    let counted = [
        count(Kind::Field, "field"),
        count(Kind::Variant, "variant"),
        count(Kind::Method, "method"),
    ];
    let counted: Vec<String> = counted.into_iter().flatten().collect();
    match counted.as_slice() {
        [] => format!("{}{facts}", item.signature).trim_start().to_owned(),
        _ => format!("{}{facts} with {}", item.signature, counted.join(", ")),
    }
}

#[cfg(test)]
mod tests;

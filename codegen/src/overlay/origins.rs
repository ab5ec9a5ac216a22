//! Which places of the overlaid document come from which action.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::problem::{Place, Problem};

/// An action, as messages name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The overlay's file.
    pub file: String,
    /// The action's number in it, from 1.
    pub number: usize,
    /// The action's `JSONPath`.
    pub target: String,
}

/// The places that actions set, by JSON Pointer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins {
    actions: Vec<Origin>,
    /// The root of each value that an action put in, and the action's place in `actions`.
    places: BTreeMap<String, usize>,
    /// Arrays that actions took elements out of.
    shifted: BTreeSet<String>,
}

impl Origin {
    /// A problem of this action, with the place in the document where it shows.
    #[must_use]
    pub(crate) fn problem(
        &self,
        pointer: Option<String>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Problem {
        Problem {
            file: self.file.clone(),
            position: None,
            place: Place::Action {
                number: self.number,
                target: self.target.clone(),
                pointer,
            },
            what: what.into(),
            hint: hint.into(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: action {}, target {}",
            self.file, self.number, self.target
        )
    }
}

impl Origins {
    /// The action that put in the value at a pointer, or a value that holds it. Nothing where the document itself says
    /// it.
    #[must_use]
    pub(crate) fn origin_of(&self, pointer: &str) -> Option<&Origin> {
        let mut prefix = pointer;
        loop {
            if let Some(action) = self.places.get(prefix) {
                return self.actions.get(*action);
            }
            prefix = prefix.get(..prefix.rfind('/')?)?;
        }
    }

    /// Remembers an action, and hands back its number here.
    pub(super) fn add(&mut self, origin: Origin) -> usize {
        self.actions.push(origin);
        self.actions.len() - 1
    }

    /// Remembers that an action put in the value at a pointer.
    pub(super) fn set(&mut self, pointer: String, action: usize) {
        self.places.insert(pointer, action);
    }

    /// An action that put in something inside the value at a pointer.
    pub(super) fn inside(&self, pointer: &str) -> Option<&Origin> {
        let below = format!("{pointer}/");
        let (place, action) = self.places.range(below.clone()..).next()?;
        place
            .starts_with(&below)
            .then(|| self.actions.get(*action))
            .flatten()
    }

    /// Follows the elements of an array down by one place, after the one at `index` was removed.
    pub(super) fn shift(&mut self, array: &str, index: usize) {
        self.shifted.insert(array.to_owned());
        let below = format!("{array}/");
        let moved: Vec<String> = self
            .places
            .range(below.clone()..)
            .map(|(place, _)| place)
            .take_while(|place| place.starts_with(&below))
            .cloned()
            .collect();
        let mut shifted = BTreeMap::new();
        for place in moved {
            let Some(action) = self.places.remove(&place) else {
                continue;
            };
            let rest = place.strip_prefix(&below).unwrap_or_default();
            let (element, tail) = match rest.split_once('/') {
                Some((element, tail)) => (element, format!("/{tail}")),
                None => (rest, String::new()),
            };
            let place = match element.parse::<usize>() {
                Ok(element) if element > index => format!("{below}{}{tail}", element - 1),
                _ => place,
            };
            shifted.insert(place, action);
        }
        self.places.append(&mut shifted);
    }

    /// The arrays that actions took elements out of: their indices no longer count what the document's text has.
    pub(crate) fn shifted(&self) -> &BTreeSet<String> {
        &self.shifted
    }

    /// A problem at a pointer of the overlaid document: with the document, or with the overlay that the place came
    /// from.
    #[must_use]
    pub(crate) fn problem(
        &self,
        document: &str,
        pointer: String,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Problem {
        match self.origin_of(&pointer) {
            Some(origin) => origin.problem(Some(pointer), what, hint),
            None => Problem::at_pointer(document, pointer, what, hint),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Origins {
        let mut origins = Origins::default();
        let named = |number| Origin {
            file: "o.yaml".into(),
            number,
            target: "$".into(),
        };
        let first = origins.add(named(1));
        let second = origins.add(named(2));
        origins.set("/a/b".into(), first);
        origins.set("/a/b/c".into(), second);
        origins.set("/l/0".into(), first);
        origins.set("/l/2/x".into(), second);
        origins
    }

    #[test]
    fn the_nearest_place_above_decides() {
        let origins = two();
        let number = |pointer| origins.origin_of(pointer).map(|origin| origin.number);
        assert_eq!(number("/a/b/x/y"), Some(1));
        assert_eq!(number("/a/b/c/d"), Some(2));
        assert_eq!(number("/a/bc"), None);
        assert_eq!(number("/a"), None);
        assert_eq!(number(""), None);
        assert_eq!(origins.inside("/a").map(|origin| origin.number), Some(1));
        assert_eq!(origins.inside("/a/b/c"), None);
    }

    #[test]
    fn elements_move_down() {
        let mut origins = two();
        origins.shift("/l", 1);
        let number = |pointer| origins.origin_of(pointer).map(|origin| origin.number);
        assert_eq!(number("/l/0"), Some(1));
        assert_eq!(number("/l/1/x"), Some(2));
        assert_eq!(number("/l/2/x"), None);
    }

    #[test]
    fn problems_go_to_the_file_that_said_it() {
        let origins = two();
        let problem = origins.problem("d.json", "/a/b/x".into(), "odd", "mend");
        assert_eq!(
            problem.to_string(),
            "o.yaml: action 1, target $, at /a/b/x: odd\n  help: mend"
        );
        let problem = origins.problem("d.json", "/x".into(), "odd", "mend");
        assert_eq!(problem.to_string(), "d.json: /x: odd\n  help: mend");
    }
}

//! What may be lost, and why.

use std::collections::BTreeSet;

/// A loss that is meant: the end of its pointer, a part of what is said of it, and the reason.
struct Rule {
    pointer_ends: &'static str,
    what: &'static str,
    reason: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        pointer_ends: "/type/description",
        what: "; always `",
        reason: "a constant is sent by itself: there is no field whose docs could say so",
    },
    Rule {
        pointer_ends: "/role/description",
        what: "Who speaks; always `",
        reason: "a role that tells messages apart is sent by itself: its value stands in the variant's docs",
    },
];

/// The reason why this loss is meant, if it is.
pub(super) fn reason(pointer: &str, what: &str) -> Option<&'static str> {
    let rule = RULES
        .iter()
        .find(|rule| pointer.ends_with(rule.pointer_ends) && what.contains(rule.what))?;
    Some(rule.reason)
}

/// A rule that excuses nothing any more has to go.
pub(super) fn all_used(used: &BTreeSet<&'static str>) {
    for rule in RULES {
        assert!(
            used.contains(rule.reason),
            "excuses nothing: {}",
            rule.reason
        );
    }
}

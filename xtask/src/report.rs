//! The texts of the reports.

use std::fmt::Write as _;
use std::time::Duration;

use grid_codegen::api::{Breaks, Change};

use crate::compare::{Comparison, Wanted};
use crate::pipeline::Run;

/// What each stage took.
pub(crate) fn times(run: &Run) -> String {
    let stages: Vec<String> = run
        .times
        .iter()
        .map(|(name, time)| format!("{name} {}", duration(*time)))
        .collect();
    let all = run.times.iter().map(|(_, time)| *time).sum();
    format!("stages: {}; {} in all\n", stages.join(", "), duration(all))
}

/// What was, or with `--check` would be, done to the files.
pub(crate) fn written(comparison: &Comparison) -> String {
    let mut text = String::new();
    let stale = comparison.stale.iter().map(|(file, _)| file);
    for Wanted { shown, .. } in stale.chain(&comparison.missing) {
        let _ = writeln!(text, "written    {shown}");
    }
    for (_, shown) in &comparison.orphaned {
        let _ = writeln!(text, "removed    {shown}");
    }
    let _ = writeln!(
        text,
        "unchanged  {}",
        count(comparison.unchanged.len(), "file")
    );
    text + &own(comparison)
}

/// What `--check` found: each file, its first differing line, and what mends it.
pub(crate) fn drift(comparison: &Comparison, mend: &str) -> String {
    let mut text = String::new();
    for (file, difference) in &comparison.stale {
        let _ = write!(text, "stale     {}\n{difference}", file.shown);
        text.push_str(&mended_by(comparison, file, mend));
    }
    for file in &comparison.missing {
        let _ = writeln!(text, "missing   {}", file.shown);
        let first = file.text.lines().next().unwrap_or_default();
        let _ = writeln!(text, "  line 1\n    should be: {first}");
        text.push_str(&mended_by(comparison, file, mend));
    }
    for (path, shown) in &comparison.orphaned {
        let _ = writeln!(text, "orphaned  {shown}");
        let found = std::fs::read_to_string(path).unwrap_or_default();
        let first = found.lines().next().unwrap_or_default();
        let _ = writeln!(text, "  line 1\n    is:        {first}");
        let _ = writeln!(text, "  mend it: {mend}");
    }
    text.push_str(&own(comparison));
    let fresh = count(comparison.unchanged.len(), "file");
    if comparison.is_fresh() {
        let _ = writeln!(text, "fresh: {fresh}");
    } else {
        let _ = writeln!(
            text,
            "{} stale, {} missing, {} orphaned, {fresh} fresh; nothing was written",
            comparison.stale.len(),
            comparison.missing.len(),
            comparison.orphaned.len(),
        );
    }
    text
}

fn mended_by(comparison: &Comparison, file: &Wanted, mend: &str) -> String {
    let blocked = comparison
        .blocked
        .iter()
        .find(|(shown, _)| *shown == file.shown);
    match blocked {
        None => format!("  mend it: {mend}\n"),
        Some((shown, why)) => {
            format!("  {why}\n  mend it: move {shown} away, if it is nobody's work; then {mend}\n")
        }
    }
}

fn own(comparison: &Comparison) -> String {
    let line = |shown: &String| format!("left alone {shown}: it has no generated header\n");
    comparison.own.iter().map(line).collect()
}

/// Where the parts of the document went that types cannot say.
pub(crate) fn notes(run: &Run) -> String {
    let mut text = String::new();
    let kept: Vec<String> = run
        .kept
        .iter()
        .map(|(fate, count)| format!("{count} {fate}"))
        .collect();
    if !kept.is_empty() {
        let _ = writeln!(text, "notes: {}", kept.join(", "));
    }
    if !run.dropped.is_empty() {
        let _ = writeln!(text, "not in the output: {}", run.dropped.len());
        for note in &run.dropped {
            let _ = writeln!(text, "  {note}");
        }
    }
    if !run.without_effect.is_empty() {
        let _ = writeln!(
            text,
            "overlay actions without effect: {}",
            run.without_effect.len()
        );
        for action in &run.without_effect {
            let _ = writeln!(text, "  {}", action.trim_end().replace('\n', "\n  "));
        }
    }
    text
}

/// What changed in the API, what breaks first.
pub(crate) fn changes(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "API: unchanged\n".to_owned();
    }
    let mut sorted: Vec<&Change> = changes.iter().collect();
    sorted.sort_by_key(|change| rank(change));
    let of_rank = |wanted| {
        changes
            .iter()
            .filter(|change| rank(change) == wanted)
            .count()
    };
    let mut text = format!(
        "API: {}; {} break{} users, {} change{} behaviour\n",
        count(changes.len(), "change"),
        of_rank(0),
        if of_rank(0) == 1 { "s" } else { "" },
        of_rank(1),
        if of_rank(1) == 1 { "s" } else { "" },
    );
    for change in sorted {
        let _ = writeln!(text, "  {change}");
        let _ = writeln!(text, "    at {}", pointer(&change.pointer));
        let _ = writeln!(text, "    {}", change.breaks);
    }
    text
}

fn rank(change: &Change) -> u8 {
    match change.breaks {
        Breaks::Yes(_) => 0,
        Breaks::Behaviour(_) => 1,
        Breaks::No => 2,
    }
}

fn pointer(pointer: &str) -> &str {
    if pointer.is_empty() { "/" } else { pointer }
}

pub(crate) fn count(count: usize, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

fn duration(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1e3;
    if milliseconds < 10.0 {
        format!("{milliseconds:.1} ms")
    } else {
        format!("{milliseconds:.0} ms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grid_codegen::api::{Item, Kind, diff};

    fn item(kind: Kind, path: &str, signature: &str, facts: &str) -> Item {
        Item {
            kind,
            path: path.into(),
            signature: signature.into(),
            facts: facts.into(),
            pointer: format!("/at/{path}"),
        }
    }

    #[test]
    fn what_breaks_stands_first() {
        let old = [
            item(Kind::Field, "chat::A.x", "f64", "maximum 2"),
            item(Kind::Field, "chat::A.y", "u64", ""),
        ];
        let new = [
            item(Kind::Field, "chat::A.z", "u64", ""),
            item(Kind::Field, "chat::A.x", "f64", "maximum 1"),
        ];
        assert_eq!(
            changes(&diff(&old, &new)),
            "API: 3 changes; 1 breaks users, 1 changes behaviour\n\
             \x20 field removed: chat::A.y: u64\n\
             \x20   at /at/chat::A.y\n\
             \x20   breaks users: code that names it does not compile\n\
             \x20 limit changed: chat::A.x: maximum 2 -> maximum 1\n\
             \x20   at /at/chat::A.x\n\
             \x20   changes behaviour: values that were taken are refused\n\
             \x20 field added: chat::A.z: u64\n\
             \x20   at /at/chat::A.z\n\
             \x20   breaks nobody\n"
        );
        assert_eq!(changes(&[]), "API: unchanged\n");
    }
}

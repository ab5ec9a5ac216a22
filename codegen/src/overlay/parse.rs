//! Text → overlay (`OpenAPI` Overlay 1.0.0, section 4).

use serde_json::{Map, Value};

use super::target::Target;
use super::{Action, Change, Origin, Overlay};
use crate::problem::{Problem, Source, kind, shown};
use crate::read;

const KEYS: &str = "an action has target, description, x-source, and update or remove; \
                    x-premise where it replaces or removes";

/// Reads an overlay, YAML or JSON.
///
/// # Errors
///
/// Syntax errors, and everything that is not as the Overlay specification or our stricter rules want it: every action
/// says why (`description`) and where we know it from (`x-source`), has no key that we do not know, selects nothing by
/// index, and removes nothing without saying what was there (`x-premise`).
pub(crate) fn parse(source: Source<'_>) -> Result<Overlay, Vec<Problem>> {
    let file = source.name;
    let value = read::value(source)?;
    let Value::Object(root) = value else {
        let what = format!("an overlay is an object, and this is {}", kind(&value));
        return Err(vec![Problem::at_pointer(
            file,
            "",
            what,
            "begin with `overlay: 1.0.0`",
        )]);
    };
    let mut problems = header_problems(file, &root);
    let mut actions = Vec::new();
    match root.get("actions") {
        Some(Value::Array(items)) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                match action(file, index + 1, item) {
                    Ok(action) => actions.push(action),
                    Err(of_action) => problems.extend(of_action),
                }
            }
        }
        _ => {
            let hint = "list at least one action, or delete the file";
            problems.push(Problem::at_pointer(file, "", "there are no actions", hint));
        }
    }
    if problems.is_empty() {
        let file = file.to_owned();
        Ok(Overlay { file, actions })
    } else {
        Err(problems)
    }
}

fn header_problems(file: &str, root: &Map<String, Value>) -> Vec<Problem> {
    let mut problems = Vec::new();
    match root.get("overlay") {
        Some(Value::String(version)) if version.starts_with("1.0.") => {}
        Some(version) => {
            let what = format!("overlay version {} is not supported", shown(version));
            let hint = "write an OpenAPI Overlay 1.0.0: `overlay: 1.0.0`";
            problems.push(Problem::at_pointer(file, "/overlay", what, hint));
        }
        None => {
            let (what, hint) = ("this is no OpenAPI overlay", "begin with `overlay: 1.0.0`");
            problems.push(Problem::at_pointer(file, "", what, hint));
        }
    }
    let has_text = |key| {
        root.get("info")
            .and_then(|info| info.get(key))
            .is_some_and(Value::is_string)
    };
    if !(has_text("title") && has_text("version")) {
        let hint = "say what the overlay is for: `info: {title: ..., version: \"1\"}`";
        problems.push(Problem::at_pointer(
            file,
            "",
            "info.title or info.version is missing",
            hint,
        ));
    }
    let known = ["overlay", "info", "extends", "actions"];
    for key in root
        .keys()
        .filter(|key| !known.contains(&key.as_str()) && !key.starts_with("x-"))
    {
        let what = format!("unknown key `{key}`");
        problems.push(Problem::at_pointer(
            file,
            "",
            what,
            "take it away, or spell it as the specification does",
        ));
    }
    problems
}

fn action(file: &str, number: usize, value: &Value) -> Result<Action, Vec<Problem>> {
    let target = text(value.get("target"));
    let origin = Origin {
        file: file.to_owned(),
        number,
        target: target.clone(),
    };
    let mut problems = Vec::new();
    let mut problem = |what: String, hint: &str| problems.push(origin.problem(None, what, hint));
    let Some(members) = value.as_object() else {
        problem(
            format!("an action is an object, and this is {}", kind(value)),
            KEYS,
        );
        return Err(problems);
    };
    let known = [
        "target",
        "description",
        "x-source",
        "x-premise",
        "update",
        "remove",
    ];
    for key in members.keys().filter(|key| !known.contains(&key.as_str())) {
        problem(format!("unknown key `{key}`"), KEYS);
    }
    for (key, hint) in [
        ("target", "say which places change: a JSONPath"),
        ("description", "say why the document is wrong here"),
        ("x-source", "say where we know it from"),
    ] {
        if text(members.get(key)).trim().is_empty() {
            problem(format!("`{key}` is missing, empty or no text"), hint);
        }
    }
    let path = match Target::parse(&target) {
        Ok(path) => Some(path),
        Err(_) if target.is_empty() => None,
        Err((what, hint)) => {
            problem(what, hint);
            None
        }
    };
    let premise = members.get("x-premise").cloned();
    let change = match (members.get("update"), members.get("remove")) {
        (Some(update), None) => Some(Change::Update(update.clone())),
        (None, Some(Value::Bool(true))) => {
            if premise.is_none() {
                let hint = "state what the document has there, in `x-premise`: when it changes, \
                            the removal wants another look";
                problem("`remove` without a premise".to_owned(), hint);
            }
            Some(Change::Remove)
        }
        (None, Some(other)) => {
            problem(format!("`remove` is {}, not true", shown(other)), KEYS);
            None
        }
        (Some(_), Some(_)) => {
            problem(
                "both `update` and `remove`".to_owned(),
                "make two actions of it",
            );
            None
        }
        (None, None) => {
            problem("neither `update` nor `remove`".to_owned(), KEYS);
            None
        }
    };
    match (path, change) {
        (Some(path), Some(change)) if problems.is_empty() => Ok(Action {
            number,
            target,
            path,
            change,
            premise,
        }),
        _ => Err(problems),
    }
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions:\n";

    fn said(action: &str) -> Vec<String> {
        let text = format!("{HEAD}  - {}\n", action.replace('\n', "\n    "));
        match parse(Source {
            name: "o.yaml",
            text: &text,
        }) {
            Ok(overlay) => {
                assert_eq!(overlay.actions.len(), 1);
                Vec::new()
            }
            Err(problems) => problems.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn a_whole_action() {
        let good = "target: $.a\ndescription: why\nx-source: where\nupdate: {b: 1}";
        assert_eq!(said(good), Vec::<String>::new());
        let removal = "target: $.a\ndescription: why\nx-source: where\nremove: true\nx-premise: 1";
        assert_eq!(said(removal), Vec::<String>::new());
    }

    #[test]
    fn each_rule() {
        let rest = "description: why\nx-source: where";
        for (action, what) in [
            (
                format!("target: $.a\n{rest}\nupdate: {{}}\nupdates: {{}}"),
                "unknown key `updates`",
            ),
            (
                format!("target: $.a\n{rest}\nupdate: {{}}\nx-why: a"),
                "unknown key `x-why`",
            ),
            (format!("{rest}\nupdate: {{}}"), "`target` is missing"),
            (
                "target: $.a\nx-source: where\nupdate: {}".into(),
                "`description` is missing",
            ),
            (
                "target: $.a\ndescription: why\nupdate: {}".into(),
                "`x-source` is missing",
            ),
            (
                format!("target: $.a[0]\n{rest}\nupdate: {{}}"),
                "by its place in an array",
            ),
            (format!("target: a\n{rest}\nupdate: {{}}"), "is no JSONPath"),
            (
                format!("target: $.a\n{rest}"),
                "neither `update` nor `remove`",
            ),
            (
                format!("target: $.a\n{rest}\nupdate: {{}}\nremove: true"),
                "both `update` and `remove`",
            ),
            (
                format!("target: $.a\n{rest}\nremove: false"),
                "`remove` is false",
            ),
            (
                format!("target: $.a\n{rest}\nremove: true"),
                "`remove` without a premise",
            ),
        ] {
            let said = said(&action);
            assert_eq!(said.len(), 1, "{action}: {said:?}");
            assert!(said[0].starts_with("o.yaml: action 1, target "), "{said:?}");
            assert!(said[0].contains(what), "{action}: {said:?}");
        }
    }

    #[test]
    fn the_head() {
        let problems = |text: &str| {
            let problems = parse(Source { name: "o", text }).expect_err(text);
            problems
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        };
        let action = "actions: [{target: $, description: a, x-source: b, update: {}}]";
        let info = "info: {title: T, version: '1'}";
        assert!(
            problems(&format!("overlay: 1.1.0\n{info}\n{action}")).contains("\"1.1.0\" is not")
        );
        assert!(problems(&format!("{info}\n{action}")).contains("no OpenAPI overlay"));
        assert!(problems(&format!("overlay: 1.0.0\n{action}")).contains("info.title"));
        assert!(problems(&format!("overlay: 1.0.0\n{info}\n{action}\nfoo: 1")).contains("`foo`"));
        assert!(problems(&format!("overlay: 1.0.0\n{info}\nactions: []")).contains("no actions"));
        assert!(problems(&format!("{HEAD}  - 7")).contains("action 1, target : an action is"));
        assert!(problems("[]").contains("an array"));
        assert!(problems("a: [").contains("not YAML"));
    }
}

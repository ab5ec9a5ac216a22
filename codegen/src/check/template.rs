//! Path templates: `/pets/{petId}` (`OpenAPI` 3.0.3, "Path Templating").

/// The names between the braces of a path, in their order.
///
/// # Errors
///
/// What is wrong with the braces.
pub(super) fn names(path: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some(at) = rest.find(['{', '}']) {
        let (_, from_brace) = rest.split_at_checked(at).unwrap_or_default();
        let Some(after) = from_brace.strip_prefix('{') else {
            return Err("a closing brace without an opening one".to_owned());
        };
        match after.split_once(['{', '}', '/']) {
            Some(("", _)) => return Err("braces without a name".to_owned()),
            Some((name, tail))
                if after
                    .get(name.len()..)
                    .is_some_and(|end| end.starts_with('}')) =>
            {
                names.push(name);
                rest = tail;
            }
            _ => return Err("an opening brace without a closing one".to_owned()),
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn templates() {
        assert_eq!(names("/pets"), Ok(vec![]));
        assert_eq!(names("/a/{b}/c/{d}.{e}"), Ok(vec!["b", "d", "e"]));
        assert_eq!(names("/é{ü}"), Ok(vec!["ü"]));
        for bad in ["/a/{b", "/a/b}", "/a/{}", "/a/{b{c}}", "/a/{b/c}", "/{a}}"] {
            assert!(names(bad).is_err(), "{bad}");
        }
    }
}

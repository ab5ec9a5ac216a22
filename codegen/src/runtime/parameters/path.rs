/// Puts a value in the place of `{name}`.
pub(crate) fn path(path: &mut String, name: &str, value: &impl Serialize) -> Result<(), EncodeError> {
    let mut escaped = String::new();
    escape(&texts(value)?.join(","), &mut escaped);
    if escaped == "." || escaped == ".." {
        // Either would be resolved away, and the request sent to another path (RFC 3986, section 5.2.4), percent-encoded or not.
        return Err(EncodeError::new(format_args!("`{name}` is `{escaped}`, which no path can hold")));
    }
    *path = path.replace(&format!("{{{name}}}"), &escaped);
    Ok(())
}

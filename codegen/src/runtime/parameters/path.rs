/// Puts a value in the place of `{name}`.
pub(crate) fn path(path: &mut String, name: &str, value: &impl Serialize) -> Result<(), EncodeError> {
    let mut escaped = String::new();
    let texts = pieces(value)?.into_iter().flat_map(|(name, text)| name.into_iter().chain([text]));
    for (number, text) in texts.enumerate() {
        if number > 0 {
            escaped.push(',');
        }
        escape(&text, &mut escaped);
    }
    if matches!(escaped.as_str(), "" | "." | "..") {
        // The path would be another one: dots are resolved away (RFC 3986, section 5.2.4), percent-encoded or not.
        return Err(EncodeError::new(format_args!("`{name}` is `{escaped}`, which no path can hold")));
    }
    *path = path.replace(&format!("{{{name}}}"), &escaped);
    Ok(())
}

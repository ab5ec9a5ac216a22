/// Puts a value in the place of `{name}`.
pub(crate) fn path(path: &mut String, name: &str, value: &impl Serialize) -> Result<(), EncodeError> {
    let mut escaped = String::new();
    escape(&texts(value)?.join(","), &mut escaped);
    *path = path.replace(&format!("{{{name}}}"), &escaped);
    Ok(())
}

/// Adds `name=value` for each value, or one with the values joined by commas.
pub(crate) fn query(path: &mut String, name: &str, value: &impl Serialize, explode: bool) -> Result<(), EncodeError> {
    let texts = texts(value)?;
    let texts = if explode || texts.is_empty() { texts } else { vec![texts.join(",")] };
    for text in texts {
        path.push(if path.contains('?') { '&' } else { '?' });
        escape(name, path);
        path.push('=');
        escape(&text, path);
    }
    Ok(())
}

/// Adds `name=value` for each item of a list and each member of an object, or all of them behind one name.
pub(crate) fn query(path: &mut String, name: &str, value: &impl Serialize, explode: bool) -> Result<(), EncodeError> {
    let pieces = pieces(value)?;
    for (number, (member, text)) in pieces.iter().enumerate() {
        if explode || number == 0 {
            path.push(if path.contains('?') { '&' } else { '?' });
            escape(member.as_deref().filter(|_| explode).unwrap_or(name), path);
            path.push('=');
        } else {
            path.push(',');
        }
        if let Some(member) = member.as_deref().filter(|_| !explode) {
            escape(member, path);
            path.push(',');
        }
        escape(text, path);
    }
    Ok(())
}

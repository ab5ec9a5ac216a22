/// A body in `application/x-www-form-urlencoded`: a pair for each member that is set, for each item of its lists, and for
/// each member of its objects.
pub(crate) fn form(value: &impl Serialize) -> Result<bytes::Bytes, EncodeError> {
    let value = serde_json::to_value(value).map_err(EncodeError::new)?;
    let mut pairs = String::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        for (member, text) in pieces(value)? {
            if !pairs.is_empty() {
                pairs.push('&');
            }
            escape(member.as_deref().unwrap_or(name), &mut pairs);
            pairs.push('=');
            escape(&text, &mut pairs);
        }
    }
    Ok(bytes::Bytes::from(pairs))
}

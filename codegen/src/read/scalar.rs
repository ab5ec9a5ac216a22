//! Plain YAML scalars → JSON values, by the core schema of YAML 1.2 (section 10.3.2).

use serde_json::{Number, Value};

/// The value of a plain scalar.
///
/// # Errors
///
/// Numbers that JSON cannot hold: infinities, and what is not a number.
pub(super) fn plain(text: &str) -> Result<Value, &'static str> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err("a number that JSON cannot hold");
    }
    if let Some(value) = radix(text, "0x", 16).or_else(|| radix(text, "0o", 8)) {
        return Ok(value);
    }
    if is_integer(unsigned) {
        let digits = text.strip_prefix('+').unwrap_or(text);
        if let Ok(value) = digits.parse::<i64>() {
            return Ok(value.into());
        }
        if let Ok(value) = digits.parse::<u64>() {
            return Ok(value.into());
        }
    } else if !is_float(unsigned) {
        return Ok(Value::String(text.to_owned()));
    }
    match text.parse::<f64>().ok().and_then(Number::from_f64) {
        Some(value) => Ok(Value::Number(value)),
        None => Err("a number that JSON cannot hold"),
    }
}

fn is_integer(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let exponent =
        exponent.is_none_or(|text| is_integer(text.strip_prefix(['+', '-']).unwrap_or(text)));
    let mantissa = match mantissa.split_once('.') {
        Some(("", fraction)) => is_integer(fraction),
        Some((whole, fraction)) => {
            is_integer(whole) && (fraction.is_empty() || is_integer(fraction))
        }
        None => is_integer(mantissa),
    };
    mantissa && exponent
}

fn radix(text: &str, prefix: &str, radix: u32) -> Option<Value> {
    let digits = text.strip_prefix(prefix)?;
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    u64::from_str_radix(digits, radix).ok().map(Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_core_schema() {
        let cases = [
            ("", json!(null)),
            ("~", json!(null)),
            ("Null", json!(null)),
            ("TRUE", json!(true)),
            ("no", json!("no")),
            ("on", json!("on")),
            ("200", json!(200)),
            ("+7", json!(7)),
            ("-7", json!(-7)),
            ("007", json!(7)),
            ("0x1F", json!(31)),
            ("0o17", json!(15)),
            ("0x", json!("0x")),
            ("0x+1", json!("0x+1")),
            ("18446744073709551615", json!(u64::MAX)),
            ("-9223372036854776000", json!(-9_223_372_036_854_776_000.0)),
            ("1.5", json!(1.5)),
            (".5", json!(0.5)),
            ("1.", json!(1.0)),
            ("-1e3", json!(-1000.0)),
            ("1e", json!("1e")),
            (".", json!(".")),
            ("-", json!("-")),
            ("3.0.3", json!("3.0.3")),
            ("2026-11-21", json!("2026-11-21")),
            ("1_000", json!("1_000")),
        ];
        for (text, value) in cases {
            assert_eq!(plain(text), Ok(value), "{text}");
        }
        for text in [".inf", "-.INF", ".nan", "1e999"] {
            assert!(plain(text).is_err(), "{text}");
        }
    }
}

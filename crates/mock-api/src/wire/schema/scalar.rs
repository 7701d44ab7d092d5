use serde_json::{Map, Value};

type Schema = Map<String, Value>;

/// A text of a format that is known, or the text that is given, as long as the schema wants it.
pub(super) fn string(schema: &Schema, text: &str, variant: usize) -> Result<Value, String> {
    let format = schema.get("format").and_then(Value::as_str);
    let known = format.and_then(of_format);
    if schema.contains_key("pattern") && known.is_none() {
        let pattern = &schema["pattern"];
        return Err(format!(
            "a text that fits the pattern {pattern} has to be scripted"
        ));
    }
    let least = super::size(schema, "minLength").unwrap_or(0);
    let most = super::size(schema, "maxLength").unwrap_or(usize::MAX);
    if least > most || least > 100_000 {
        return Err(format!(
            "a text of {least} to {most} characters is not made"
        ));
    }
    if let Some(known) = known {
        return match (least..=most).contains(&known.len()) {
            true => Ok(known.into()),
            false => Err("a 'format' and a length exclude each other".to_owned()),
        };
    }
    // Where items have to differ, their number is what must not be cut off.
    let mark = match variant {
        0 => String::new(),
        _ => format!("{} ", variant + 1),
    };
    let mut made: String = mark.chars().chain(text.chars()).take(most).collect();
    let missing = least.saturating_sub(made.chars().count());
    made.extend(std::iter::repeat_n('.', missing));
    Ok(made.into())
}

fn of_format(format: &str) -> Option<&'static str> {
    // Names and addresses that are reserved for documentation.
    Some(match format {
        "date-time" => "2026-01-01T00:00:00Z",
        "date" => "2026-01-01",
        "time" => "00:00:00Z",
        "duration" => "P1D",
        "email" | "idn-email" => "mock@example.com",
        "hostname" | "idn-hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uuid" => "00000000-0000-4000-8000-000000000000",
        "uri" | "uri-reference" | "iri" | "iri-reference" => "https://example.com/",
        _ => return None,
    })
}

/// The number of the bounds that is nearest to 1.
pub(super) fn number(schema: &Schema, whole: bool, variant: usize) -> Result<Value, String> {
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    let step = bound("multipleOf").filter(|step| *step > 0.0);
    let step = match whole {
        true => step.unwrap_or(1.0).max(1.0),
        false => step.unwrap_or(0.0),
    };
    let over = bound("exclusiveMinimum");
    let under = bound("exclusiveMaximum");
    let least = bound("minimum").into_iter().chain(over).reduce(f64::max);
    let most = bound("maximum").into_iter().chain(under).reduce(f64::min);
    let fits = |number: f64| {
        least.is_none_or(|least| number >= least)
            && most.is_none_or(|most| number <= most)
            && over.is_none_or(|over| number > over)
            && under.is_none_or(|under| number < under)
    };
    let start = 1.0_f64
        .max(least.unwrap_or(f64::MIN))
        .min(most.unwrap_or(f64::MAX));
    #[expect(clippy::cast_precision_loss, reason = "there are few items")]
    let far = variant as f64;
    let candidates = match step > 0.0 {
        true => {
            let near = (start / step).floor() * step;
            [near + far * step, near + step, near - step, near]
        }
        false => {
            let other = least.or(most).unwrap_or(start);
            let end = most.or(least).unwrap_or(start);
            [
                start + far,
                f64::midpoint(other, end),
                start + 0.5,
                start - 0.5,
            ]
        }
    };
    let number = candidates.into_iter().find(|&number| fits(number));
    let number = number.ok_or("its numbers exclude each other")?;
    if whole && number.abs() < 9e15 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is whole, and small enough"
        )]
        return Ok((number as i64).into());
    }
    Ok(number.into())
}

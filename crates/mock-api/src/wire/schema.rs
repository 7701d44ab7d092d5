//! A value that fits a JSON schema.

use serde_json::{Map, Value, json};

mod scalar;

/// Values in one that is made: more would be a schema that asks for too much.
const MOST: usize = 2000;
/// How often a schema may refer to another within one value; and how often it does where it need not.
const DEEPEST: usize = 12;
const DEEP: usize = 3;

/// Makes a value that fits, with this text where a schema leaves a string open.
///
/// What would need a search, such as a text that fits a pattern, is not made; the error names it.
pub(super) fn fitting(schema: &Value, text: &str) -> Result<Value, String> {
    if schema.is_null() {
        return Ok(json!({}));
    }
    let mut maker = Maker {
        root: schema,
        text,
        left: MOST,
        variant: 0,
    };
    maker.value(schema, 0)
}

struct Maker<'a> {
    root: &'a Value,
    text: &'a str,
    left: usize,
    /// Which item of an array this is: they may have to differ.
    variant: usize,
}

/// Keywords that would need more than looking at them.
const NOT_KNOWN: [&str; 9] = [
    "not",
    "if",
    "contains",
    "dependentRequired",
    "dependentSchemas",
    "propertyNames",
    "unevaluatedProperties",
    "$dynamicRef",
    "$recursiveRef",
];

impl Maker<'_> {
    fn value(&mut self, schema: &Value, depth: usize) -> Result<Value, String> {
        self.left = self.left.checked_sub(1).ok_or("it asks for too much")?;
        let schema = match schema {
            Value::Bool(true) => return Ok(self.text.into()),
            Value::Object(schema) => schema,
            _ => return Err("it has a schema that nothing fits".to_owned()),
        };
        if let Some(unknown) = NOT_KNOWN.iter().find(|&&name| schema.contains_key(name)) {
            return Err(format!("'{unknown}' is not known here"));
        }
        if let Some(value) = schema.get("const") {
            return Ok(value.clone());
        }
        if let Some(target) = schema.get("$ref") {
            return self.referred(schema, target, depth);
        }
        if let Some(Value::Array(all)) = schema.get("allOf") {
            let own = without(schema, "allOf");
            let merged = all.iter().try_fold(own, merge)?;
            return self.value(&Value::Object(merged), depth);
        }
        for name in ["anyOf", "oneOf"] {
            if let Some(Value::Array(any)) = schema.get(name) {
                let own = without(schema, name);
                return self.first(any.iter().map(|one| merge(own.clone(), one)), depth);
            }
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            let value = values.get(self.variant % values.len().max(1));
            return value.cloned().ok_or("an 'enum' is empty".to_owned());
        }
        match schema.get("type") {
            Some(Value::Array(types)) => {
                let typed = |one: &Value| {
                    let mut schema = schema.clone();
                    schema.insert("type".to_owned(), one.clone());
                    Ok(schema)
                };
                self.first(types.iter().map(typed), depth)
            }
            Some(Value::String(kind)) => self.of(kind, schema, depth),
            Some(_) => Err("a 'type' is no text".to_owned()),
            None => self.of(kind(schema), schema, depth),
        }
    }

    /// The first of several schemas that a value can be made for; none at all before nothing else.
    fn first(
        &mut self,
        any: impl Iterator<Item = Result<Map<String, Value>, String>>,
        depth: usize,
    ) -> Result<Value, String> {
        let mut why = "there is nothing to choose from".to_owned();
        let mut null = false;
        let mut any: Vec<_> = any.collect();
        if depth >= DEEP {
            any.sort_by_key(|schema| schema.as_ref().is_ok_and(refers));
        }
        for schema in any {
            let value = schema.and_then(|schema| self.value(&Value::Object(schema), depth));
            match value {
                Ok(Value::Null) if depth < DEEP => null = true,
                Ok(value) => return Ok(value),
                Err(error) => why = error,
            }
        }
        if null { Ok(Value::Null) } else { Err(why) }
    }

    fn referred(
        &mut self,
        schema: &Map<String, Value>,
        target: &Value,
        depth: usize,
    ) -> Result<Value, String> {
        if depth == DEEPEST {
            return Err("it refers to itself without an end".to_owned());
        }
        let pointer = target.as_str().and_then(|target| target.strip_prefix('#'));
        let found = pointer.and_then(|pointer| self.root.pointer(pointer));
        let found = found.ok_or_else(|| format!("there is no {target} in it"))?;
        let merged = merge(without(schema, "$ref"), found)?;
        self.value(&Value::Object(merged), depth + 1)
    }

    fn of(
        &mut self,
        kind: &str,
        schema: &Map<String, Value>,
        depth: usize,
    ) -> Result<Value, String> {
        match kind {
            "object" => self.object(schema, depth),
            "array" => self.array(schema, depth),
            "string" => scalar::string(schema, self.text, self.variant),
            "integer" | "number" => scalar::number(schema, kind == "integer", self.variant),
            "boolean" => Ok(self.variant.is_multiple_of(2).into()),
            "null" => Ok(Value::Null),
            _ => Err(format!("there is no type '{kind}'")),
        }
    }

    fn object(&mut self, schema: &Map<String, Value>, depth: usize) -> Result<Value, String> {
        let nothing = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        let properties = properties.unwrap_or(&nothing);
        let required = schema.get("required").and_then(Value::as_array);
        let required: Vec<&str> = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let others = schema.get("additionalProperties");
        let others = others.unwrap_or(&Value::Bool(true));
        let variant = std::mem::take(&mut self.variant);
        let mut object = Map::new();
        for (name, property) in properties {
            let goes_on = depth >= DEEP && property.as_object().is_some_and(refers);
            if goes_on && !required.contains(&name.as_str()) {
                continue;
            }
            // Items of an array differ in all that they have.
            self.variant = variant;
            match self.value(property, depth) {
                Ok(value) => drop(object.insert(name.clone(), value)),
                Err(why) if required.contains(&name.as_str()) => return Err(why),
                Err(_) => {}
            }
        }
        let most = size(schema, "maxProperties").unwrap_or(usize::MAX);
        let optional: Vec<String> = object
            .keys()
            .filter(|name| !required.contains(&name.as_str()))
            .skip(most.saturating_sub(required.len()))
            .cloned()
            .collect();
        object.retain(|name, _| !optional.contains(name));
        for name in required {
            if !object.contains_key(name) {
                let value = self.value(others, depth)?;
                object.insert(name.to_owned(), value);
            }
        }
        for number in 1..=size(schema, "minProperties").unwrap_or(0) {
            if object.len() >= size(schema, "minProperties").unwrap_or(0) {
                break;
            }
            let value = self.value(others, depth)?;
            object.insert(format!("key {number}"), value);
        }
        match object.len() > most {
            true => Err("'required' and 'maxProperties' exclude each other".to_owned()),
            false => Ok(Value::Object(object)),
        }
    }

    fn array(&mut self, schema: &Map<String, Value>, depth: usize) -> Result<Value, String> {
        let least = size(schema, "minItems").unwrap_or(0);
        let most = size(schema, "maxItems").unwrap_or(usize::MAX);
        let first = schema.get("prefixItems").and_then(Value::as_array);
        let first = first.map_or(&[][..], Vec::as_slice);
        let items = schema.get("items").unwrap_or(&Value::Bool(true));
        let goes_on = depth >= DEEP && items.as_object().is_some_and(refers);
        let wanted = least.max(first.len()).max(usize::from(!goes_on)).min(most);
        if least > most {
            return Err("'minItems' is more than 'maxItems'".to_owned());
        }
        let outer = self.variant;
        let mut array: Vec<Value> = Vec::new();
        for index in 0..wanted {
            self.variant = index;
            match self.value(first.get(index).unwrap_or(items), depth) {
                Ok(value) => array.push(value),
                Err(why) if index < least => return Err(why),
                Err(_) => break,
            }
        }
        self.variant = outer;
        let twice = |(index, value)| array[..index].contains(value);
        if schema.get("uniqueItems") == Some(&Value::Bool(true))
            && array.iter().enumerate().any(twice)
        {
            return Err("there are not so many items that differ".to_owned());
        }
        Ok(Value::Array(array))
    }
}

/// The type that a schema without one speaks of.
fn kind(schema: &Map<String, Value>) -> &'static str {
    let has = |names: &[&str]| names.iter().any(|&name| schema.contains_key(name));
    match () {
        () if has(&[
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
        ]) =>
        {
            "object"
        }
        () if has(&["items", "prefixItems", "minItems", "maxItems"]) => "array",
        () if has(&[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ]) =>
        {
            "number"
        }
        () => "string",
    }
}

fn refers(schema: &Map<String, Value>) -> bool {
    schema.contains_key("$ref")
}

fn size(schema: &Map<String, Value>, name: &str) -> Option<usize> {
    let size = schema.get(name)?.as_u64()?;
    usize::try_from(size).ok()
}

fn without(schema: &Map<String, Value>, name: &str) -> Map<String, Value> {
    let mut schema = schema.clone();
    schema.remove(name);
    schema
}

/// A schema that says what both say.
fn merge(mut schema: Map<String, Value>, other: &Value) -> Result<Map<String, Value>, String> {
    let other = match other {
        Value::Bool(true) => return Ok(schema),
        Value::Object(other) => other,
        _ => return Err("it has a schema that nothing fits".to_owned()),
    };
    for (name, value) in other {
        match (schema.get_mut(name), value) {
            (Some(Value::Object(mine)), Value::Object(theirs)) => {
                mine.extend(
                    theirs
                        .iter()
                        .map(|(name, value)| (name.clone(), value.clone())),
                );
            }
            (Some(Value::Array(mine)), Value::Array(theirs)) if name != "enum" => {
                mine.extend(theirs.iter().cloned());
            }
            _ => drop(schema.insert(name.clone(), value.clone())),
        }
    }
    Ok(schema)
}

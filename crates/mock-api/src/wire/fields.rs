use super::Refusal;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// The fields of a request's body. One that is `null` was not given.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    pub(super) fn parse(body: &[u8]) -> Result<Self, Refusal> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => Ok(Fields(fields)),
            Ok(_) => Err(Refusal::new(
                400,
                "The body of the request must be a JSON object.",
            )),
            Err(error) => Err(Refusal::new(
                400,
                format!("The body of the request is not valid JSON: {error}."),
            )),
        }
    }

    pub(super) fn get(&self, name: &'static str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A field that has to be there.
    pub(super) fn needed(&self, name: &'static str) -> Result<&Value, Refusal> {
        let missing = || Refusal::of(name, format!("You must provide a '{name}' parameter."));
        self.0.get(name).ok_or_else(missing)
    }

    pub(super) fn model(&mut self) -> Result<String, Refusal> {
        self.needed("model")?;
        match self.0.remove("model") {
            Some(Value::String(model)) if !model.is_empty() => Ok(model),
            _ => Err(Refusal::of("model", "'model' must be a string.")),
        }
    }

    pub(super) fn flag(&self, name: &'static str) -> Result<bool, Refusal> {
        match self.get(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => {
                let message = format!("'{name}' must be true or false.");
                Err(Refusal::of(name, message))
            }
        }
    }

    pub(super) fn number(
        &self,
        name: &'static str,
        range: RangeInclusive<u64>,
    ) -> Result<Option<usize>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let number = value.as_u64().filter(|number| range.contains(number));
        match number.and_then(|number| usize::try_from(number).ok()) {
            Some(number) => Ok(Some(number)),
            None => {
                let (least, most) = range.into_inner();
                let upto = if most == u64::MAX {
                    format!("at least {least}")
                } else {
                    format!("from {least} to {most}")
                };
                let message = format!("'{name}' must be a whole number, {upto}.");
                Err(Refusal::of(name, message))
            }
        }
    }

    /// Refuses what this API cannot do and whoever asks for it relies on.
    pub(super) fn refuse(
        &self,
        name: &'static str,
        harmless: impl Fn(&Value) -> bool,
        instead: &str,
    ) -> Result<(), Refusal> {
        match self.get(name) {
            Some(value) if !harmless(value) => {
                let message = format!("This mock API does not know '{name}'. {instead}");
                Err(Refusal::of(name, message))
            }
            _ => Ok(()),
        }
    }
}

use super::fields::Fields;
use super::{Refusal, schema};
use serde_json::{Value, json};

/// What an answer has to be.
#[derive(Debug)]
pub(crate) enum Format {
    Text,
    /// Any JSON object.
    Object,
    /// JSON that fits a schema.
    Json(Value),
    /// A call of a tool, with arguments that fit its parameters.
    Call {
        name: String,
        parameters: Value,
    },
}

impl Format {
    pub(super) fn parse(fields: &Fields) -> Result<Self, Refusal> {
        let call = call(fields)?;
        let format = response_format(fields)?;
        Ok(call.unwrap_or(format))
    }

    /// What is said where nothing is scripted: the answer itself, or JSON that has it for its texts.
    pub(super) fn say(&self, answer: String) -> String {
        let schema = match self {
            Format::Text => return answer,
            Format::Object => return json!({ "answer": answer }).to_string(),
            Format::Json(schema)
            | Format::Call {
                parameters: schema, ..
            } => schema,
        };
        // That there is such a value was found out when the request was read.
        let value = schema::fitting(schema, &answer).unwrap_or_default();
        match self {
            // Arguments have names, whatever the schema allows.
            Format::Call { .. } if !value.is_object() => "{}".to_owned(),
            _ => value.to_string(),
        }
    }
}

fn response_format(fields: &Fields) -> Result<Format, Refusal> {
    const PARAM: &str = "response_format";
    let Some(format) = fields.get(PARAM) else {
        return Ok(Format::Text);
    };
    match format["type"].as_str() {
        Some("text") => Ok(Format::Text),
        Some("json_object") => Ok(Format::Object),
        Some("json_schema") => {
            let described = &format["json_schema"];
            if !described["name"].is_string() {
                let message = "'json_schema' must have a 'name', a string.";
                return Err(Refusal::of(PARAM, message));
            }
            let Some(schema) = described.get("schema") else {
                return Ok(Format::Object);
            };
            match schema::fitting(schema, "") {
                Ok(_) => Ok(Format::Json(schema.clone())),
                Err(why) => Err(Refusal::of(
                    PARAM,
                    format!("This mock API makes no value for this schema: {why}."),
                )),
            }
        }
        _ => {
            let message = "The 'type' of 'response_format' must be one of text, json_object and \
                           json_schema.";
            Err(Refusal::of(PARAM, message))
        }
    }
}

/// The call that is asked for, if a choice leaves nothing else.
fn call(fields: &Fields) -> Result<Option<Format>, Refusal> {
    let tools = tools(fields)?;
    let wrong = |message: String| Err(Refusal::of("tool_choice", message));
    let name = match fields.get("tool_choice") {
        None => return Ok(None),
        Some(Value::String(choice)) => match choice.as_str() {
            "none" | "auto" => return Ok(None),
            "required" => None,
            _ => {
                let known = "none, auto, required, or an object that names a function";
                return wrong(format!("'tool_choice' must be {known}."));
            }
        },
        Some(choice) => match choice["function"]["name"].as_str() {
            Some(name) if choice["type"] == "function" => Some(name),
            _ => {
                let example = r#"{"type": "function", "function": {"name": "..."}}"#;
                return wrong(format!("'tool_choice' must be a text or {example}."));
            }
        },
    };
    if tools.is_empty() {
        return wrong("'tool_choice' is only allowed where 'tools' are given.".to_owned());
    }
    let chosen = match name {
        None => tools.first(),
        Some(name) => tools.iter().find(|tool| tool.0 == name),
    };
    let Some((name, parameters)) = chosen else {
        let name = name.unwrap_or_default();
        return wrong(format!("There is no function '{name}' among the 'tools'."));
    };
    match schema::fitting(parameters, "") {
        Ok(_) => Ok(Some(Format::Call {
            name: (*name).to_owned(),
            parameters: (*parameters).clone(),
        })),
        Err(why) => Err(Refusal::of(
            "tools",
            format!("This mock API makes no arguments for '{name}': {why}."),
        )),
    }
}

/// The names of the functions, and the schemas of their parameters.
fn tools(fields: &Fields) -> Result<Vec<(&str, &Value)>, Refusal> {
    let wrong = |message: &str| Refusal::of("tools", message);
    let tools = match fields.get("tools") {
        None => return Ok(Vec::new()),
        Some(Value::Array(tools)) if !tools.is_empty() => tools,
        Some(_) => return Err(wrong("'tools' must be an array, and not empty.")),
    };
    tools.iter().map(tool).collect()
}

fn tool(tool: &Value) -> Result<(&str, &Value), Refusal> {
    static NOTHING: Value = Value::Null;
    let wrong = |message: &str| Refusal::of("tools", message);
    let function = tool.get("function").filter(|_| tool["type"] == "function");
    let function =
        function.ok_or_else(|| wrong("This mock API knows tools of type 'function' alone."))?;
    let name = function.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| wrong("A function must have a 'name', a string."))?;
    Ok((name, function.get("parameters").unwrap_or(&NOTHING)))
}

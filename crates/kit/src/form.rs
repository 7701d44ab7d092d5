use clap::ValueEnum;
use clap::builder::PossibleValue;
use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

/// The two ways to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A thread waits.
    Blocking,
    /// A task waits.
    Async,
}

impl ValueEnum for Form {
    fn value_variants<'a>() -> &'a [Self] {
        &[Form::Blocking, Form::Async]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(match self {
            Form::Blocking => "blocking",
            Form::Async => "async",
        });
        Some(value.help(match self {
            Form::Blocking => "A thread waits",
            Form::Async => "A task waits",
        }))
    }
}

impl Display for Form {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Form::Blocking => "blocking",
            Form::Async => "async",
        })
    }
}

/// A function that is run: of a base URL, of prompts, and of the time from its call to the scenario's
/// first moment.
pub(crate) type Call =
    Arc<dyn Fn(&str, &[String], Duration) -> Result<Vec<String>, String> + Send + Sync>;

/// A function that a learner writes: of a base URL and of prompts, and where the exercise has a
/// deadline or a signal, of the time until then.
///
/// `Parameters` tells the two apart; the compiler finds it.
pub trait Solution<Parameters>: Send + Sync + 'static {
    /// Calls it.
    ///
    /// # Errors
    ///
    /// What it says of its own error.
    fn call(
        &self,
        base_url: &str,
        prompts: &[String],
        moment: Duration,
    ) -> Result<Vec<String>, String>;
}

impl<E, F> Solution<(E,)> for F
where
    E: Display,
    F: Fn(&str, &[String]) -> Result<Vec<String>, E> + Send + Sync + 'static,
{
    fn call(&self, base_url: &str, prompts: &[String], _: Duration) -> Result<Vec<String>, String> {
        self(base_url, prompts).map_err(|error| error.to_string())
    }
}

impl<E, F> Solution<(E, Duration)> for F
where
    E: Display,
    F: Fn(&str, &[String], Duration) -> Result<Vec<String>, E> + Send + Sync + 'static,
{
    fn call(
        &self,
        base_url: &str,
        prompts: &[String],
        moment: Duration,
    ) -> Result<Vec<String>, String> {
        self(base_url, prompts, moment).map_err(|error| error.to_string())
    }
}

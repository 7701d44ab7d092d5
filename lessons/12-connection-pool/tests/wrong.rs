//! Solutions of exercise 12 that people write: why each wrong one is refused, and that right ones of
//! any style are accepted.

use chat::blocking::{self, Client};
use chat::{Client as AsyncClient, Error};
use futures::future::{join_all, try_join_all};
use kit::Refusal;
use lesson_12::exercise;
use serde_json::json;
use std::sync::{Barrier, mpsc};
use std::thread;
use std::time::Duration;
use tokio::task::JoinSet;
use ureq::Agent;
use ureq::config::ConfigBuilder;
use ureq::typestate::AgentScope;

type Answers = Result<Vec<String>, Error>;

const BARRIER: &str = "waits for the first round";
const ASKED_FOR: &str = "sends nothing that is not asked for";
const MISSING: &str = "leaves out nothing that is to be sent";
const AT_ONCE: &str = "sends the second round at once";
const RETURNED: &str = "returns what is asked for, in order";
const OPENED: &str = " connections were opened; ";

/// What ureq keeps to a host, and in all, unless told otherwise.
const TO_A_HOST: usize = 3;
const IN_ALL: usize = 10;

fn refused(solution: impl Fn(&str, &[String]) -> Answers + Send + Sync + 'static) -> Refusal {
    exercise().refused(solution)
}

fn accepted(solution: impl Fn(&str, &[String]) -> Answers + Send + Sync + 'static) {
    exercise().accepted(solution);
}

/// What is wanted begins like this: the rest is a number that is drawn.
fn is_told(refusal: &Refusal, wanted: &str, seen: &str, advice: &str) {
    assert!(refusal.wanted.starts_with(wanted), "{refusal:?}");
    refusal.is_told(&refusal.wanted, seen, advice);
}

fn settings() -> ConfigBuilder<AgentScope> {
    Agent::config_builder().proxy(None)
}

fn client(base_url: &str, settings: ConfigBuilder<AgentScope>) -> Client {
    Client::with_agent(base_url, settings.build().into())
}

/// All at once, each on a thread of its own.
fn round(articles: &[String], ask: impl Fn(&str) -> Result<String, Error> + Sync) -> Answers {
    thread::scope(|scope| {
        let ask = &ask;
        let threads = articles
            .iter()
            .map(|article| scope.spawn(move || ask(article)));
        let threads: Vec<_> = threads.collect();
        let join = |thread: thread::ScopedJoinHandle<_>| thread.join().expect("no call panics");
        threads.into_iter().map(join).collect()
    })
}

fn two_rounds(client: &Client, articles: &[String]) -> Answers {
    round(articles, |article| client.ask(article))?;
    round(articles, |article| client.ask(article))
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}

/// What typical mistakes cost, by pure reasoning: in some draw of each judgement they open too many
/// connections, begin too early, or return another order.
#[test]
fn typical_mistakes_cost_something_in_every_judgement() {
    for seed in 0..1000 {
        let counts = [0, 1, 2].map(|draw| {
            let task = exercise().task(seed, draw);
            let stays = task.ideal().stays();
            let rounds: Vec<_> = stays.chunks(2).collect();
            let [first, second] = [0, 1].map(|round| {
                let ends = rounds.iter().map(|lane| lane[round].1.end);
                ends.collect::<Vec<_>>()
            });
            // Who goes on with each article as its answer comes, begins before the last has come.
            assert!(first.iter().min() < first.iter().max(), "seed {seed}");
            // Who returns what comes first, or last, first returns another order.
            let turned: Vec<_> = second.iter().copied().rev().collect();
            assert!(!second.is_sorted() && !turned.is_sorted(), "seed {seed}");
            rounds.len()
        });
        // Who keeps as many as ureq does opens others in every draw; who knows one limit and not the
        // other, in one of them. So does who has read of another number in the chapter.
        assert!(counts.iter().all(|&count| count > TO_A_HOST), "seed {seed}");
        for kept in 0..=IN_ALL {
            assert!(counts.iter().any(|&count| count > kept), "seed {seed}");
        }
    }
}

mod wrong {
    use super::*;

    #[test]
    fn a_new_client_for_each_call() {
        let refusal = refused(|base_url, articles| {
            let ask = |article: &str| client(base_url, settings()).ask(article);
            round(articles, ask)?;
            round(articles, ask)
        });
        is_told(
            &refusal,
            "opens at most ",
            OPENED,
            "Is a new client made for each call?",
        );
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_new_client_for_each_round() {
        let refusal = refused(|base_url, articles| {
            for _ in 0..1 {
                let client = Client::new(base_url);
                round(articles, |article| client.ask(article))?;
            }
            let client = Client::new(base_url);
            round(articles, |article| client.ask(article))
        });
        is_told(&refusal, "opens at most ", OPENED, "Is a new client made");
    }

    #[test]
    fn one_client_as_it_comes() {
        let refusal =
            refused(|base_url, articles| two_rounds(&client(base_url, settings()), articles));
        let advice = "does a client keep fewer connections than it has calls at once?";
        is_told(&refusal, "opens at most ", OPENED, advice);
    }

    #[test]
    fn the_limit_in_all_is_forgotten() {
        let refusal = refused(|base_url, articles| {
            let settings = settings().max_idle_connections_per_host(articles.len());
            two_rounds(&client(base_url, settings), articles)
        });
        let advice = "does a client keep fewer connections than it has calls at once?";
        is_told(&refusal, "opens at most ", OPENED, advice);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_limit_for_a_host_is_forgotten() {
        let refusal = refused(|base_url, articles| {
            let settings = settings().max_idle_connections(articles.len());
            two_rounds(&client(base_url, settings), articles)
        });
        is_told(
            &refusal,
            "opens at most ",
            OPENED,
            "does a client keep fewer",
        );
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn eight_as_in_the_chapter() {
        let refusal = refused(|base_url, articles| {
            let settings = settings().max_idle_connections_per_host(8);
            two_rounds(&client(base_url, settings), articles)
        });
        is_told(
            &refusal,
            "opens at most ",
            OPENED,
            "does a client keep fewer",
        );
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn idle_connections_that_are_too_old_at_once() {
        let refusal = refused(|base_url, articles| {
            let settings = blocking::settings().max_idle_age(Duration::ZERO);
            two_rounds(&client(base_url, settings), articles)
        });
        is_told(&refusal, "opens at most ", OPENED, "kept open?");
    }

    #[test]
    fn a_first_round_that_is_not_read() {
        let refusal = refused(|base_url, articles| {
            let agent: Agent = blocking::settings().build().into();
            let url = format!("{base_url}/v1/chat/completions");
            round(articles, |article| {
                let messages = [json!({ "role": "user", "content": article })];
                let question = json!({ "model": "mock-1", "messages": messages });
                agent.post(&url).send_json(question)?;
                Ok(String::new())
            })?;
            let client = Client::with_agent(base_url, agent);
            round(articles, |article| client.ask(article))
        });
        is_told(
            &refusal,
            "opens at most ",
            OPENED,
            "is each answer read to its end",
        );
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_server_that_is_asked_to_close() {
        let refusal = refused(|base_url, articles| {
            let agent: Agent = blocking::settings().build().into();
            let url = format!("{base_url}/v1/chat/completions");
            let ask = |article: &str| {
                let messages = [json!({ "role": "user", "content": article })];
                let question = json!({ "model": "mock-1", "messages": messages });
                let request = agent.post(&url).header("connection", "close");
                let mut response = request.send_json(question)?;
                let answer: serde_json::Value = response.body_mut().read_json()?;
                let text = answer["choices"][0]["message"]["content"].as_str();
                Ok(text.unwrap_or_default().to_owned())
            };
            round(articles, ask)?;
            round(articles, ask)
        });
        is_told(&refusal, "opens at most ", OPENED, "kept open?");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn an_async_client_that_is_told_to_keep_three() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let settings = reqwest::Client::builder().no_proxy();
            let http = settings.pool_max_idle_per_host(3).build()?;
            let client = AsyncClient::with_http(base_url, http);
            try_join_all(articles.iter().map(|article| client.ask(article))).await?;
            try_join_all(articles.iter().map(|article| client.ask(article))).await
        }
        let refusal = refused(solution);
        is_told(
            &refusal,
            "opens at most ",
            OPENED,
            "does a client keep fewer",
        );
    }

    #[test]
    fn each_goes_on_when_its_answer_is_there() {
        let refusal = refused(|base_url, articles| {
            let client = Client::new(base_url);
            round(articles, |article| {
                client.ask(article)?;
                client.ask(article)
            })
        });
        refusal.is_told(BARRIER, " had no answer yet.", "Is all of the first round");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn both_rounds_at_once() {
        let refusal = refused(|base_url, articles| {
            let client = Client::new(base_url);
            let twice = [articles, articles].concat();
            let mut answers = round(&twice, |article| client.ask(article))?;
            Ok(answers.split_off(articles.len()))
        });
        refusal.is_told(BARRIER, " had no answer yet.", "Is all of the first round");
    }

    #[test]
    fn one_after_another() {
        let refusal = refused(|base_url, articles| {
            let client = Client::new(base_url);
            for article in articles {
                client.ask(article)?;
            }
            articles.iter().map(|article| client.ask(article)).collect()
        });
        let rule = "at least ";
        is_told(&refusal, rule, " was not sent yet.", "nothing overlaps");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn three_at_a_time_so_that_three_are_enough() {
        let refusal = refused(|base_url, articles| {
            let client = client(base_url, settings());
            for _ in 0..2 {
                let mut answers = Vec::new();
                for some in articles.chunks(3) {
                    answers.extend(round(some, |article| client.ask(article))?);
                }
            }
            Ok(articles.to_vec())
        });
        let rule = "at least ";
        is_told(&refusal, rule, " was not sent yet.", "Does a wave");
    }

    #[test]
    fn a_second_round_one_by_one() {
        let refusal = refused(|base_url, articles| {
            let client = Client::new(base_url);
            round(articles, |article| client.ask(article))?;
            articles.iter().map(|article| client.ask(article)).collect()
        });
        refusal.is_told(AT_ONCE, " was sent again at ", "all at once");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_pause_between_the_rounds() {
        let refusal = refused(|base_url, articles| {
            let client = Client::new(base_url);
            round(articles, |article| client.ask(article))?;
            thread::sleep(Duration::from_millis(200));
            round(articles, |article| client.ask(article))
        });
        refusal.is_told(AT_ONCE, " was sent again at ", "waited for before it");
    }

    #[test]
    fn one_round_is_enough() {
        let refusal = refused(|base_url, articles| {
            let client = Client::new(base_url);
            round(articles, |article| client.ask(article))
        });
        refusal.is_told(MISSING, "twice is wanted.", "how many");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_round_to_warm_up() {
        let refusal = refused(|base_url, articles| {
            let client = Client::new(base_url);
            round(articles, |article| client.ask(article))?;
            two_rounds(&client, articles)
        });
        refusal.is_told(ASKED_FOR, " was sent 3 times", "It had been answered.");
    }

    #[test]
    fn in_the_order_in_which_they_come() {
        let refusal = refused(|base_url, articles| {
            let client = Client::new(base_url);
            round(articles, |article| client.ask(article))?;
            let (send, receive) = mpsc::channel();
            round(articles, |article| {
                let answer = client.ask(article)?;
                let _ = send.clone().send(answer);
                Ok(String::new())
            })?;
            drop(send);
            Ok(receive.into_iter().collect())
        });
        refusal.is_told(RETURNED, "not in the order of the prompts", "own");
    }
}

mod right {
    use super::*;

    #[test]
    fn one_agent_with_room_for_all() {
        accepted(|base_url, articles| {
            let settings = settings()
                .max_idle_connections(articles.len())
                .max_idle_connections_per_host(articles.len());
            two_rounds(&client(base_url, settings), articles)
        });
    }

    #[test]
    fn a_thread_and_a_client_for_each_article_and_a_barrier() {
        accepted(|base_url, articles| {
            let all = Barrier::new(articles.len());
            round(articles, |article| {
                let client = client(base_url, settings());
                let first = client.ask(article);
                all.wait();
                first?;
                client.ask(article)
            })
        });
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_client_for_each_article_that_is_kept() {
        accepted(|base_url, articles| {
            let clients = articles.iter().map(|_| client(base_url, settings()));
            let clients: Vec<Client> = clients.collect();
            let round = || -> Answers {
                thread::scope(|scope| {
                    let calls = clients.iter().zip(articles);
                    let calls = calls.map(|(client, article)| scope.spawn(|| client.ask(article)));
                    let calls: Vec<_> = calls.collect();
                    let calls = calls.into_iter();
                    calls.map(|call| call.join().expect("no panic")).collect()
                })
            };
            round()?;
            round()
        });
    }

    #[test]
    fn futures_that_share_a_client() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = AsyncClient::new(base_url);
            let round = || join_all(articles.iter().map(|article| client.ask(article)));
            round().await;
            round().await.into_iter().collect()
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn tasks() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = AsyncClient::new(base_url);
            let mut answers = vec![String::new(); articles.len()];
            for _ in 0..2 {
                let mut tasks = JoinSet::new();
                for (index, article) in articles.iter().cloned().enumerate() {
                    let client = client.clone();
                    tasks.spawn(async move { (index, client.ask(&article).await) });
                }
                for (index, answer) in tasks.join_all().await {
                    answers[index] = answer?;
                }
            }
            Ok(answers)
        }
        accepted(solution);
    }
}

//! Which answer is next.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use crate::answer::Answer;
use crate::log::locked;
use crate::received::Received;
use crate::step::Step;

type Choice = Arc<dyn Fn(&Received) -> Option<Answer> + Send + Sync>;

#[derive(Default)]
pub(crate) struct Script(Mutex<Queues>);

#[derive(Default)]
struct Queues {
    greetings: VecDeque<Vec<Step>>,
    answers: VecDeque<Answer>,
    otherwise: Option<Choice>,
}

impl Script {
    pub(crate) fn push(&self, answer: Answer) {
        locked(&self.0).answers.push_back(answer);
    }

    pub(crate) fn greet(&self, steps: Vec<Step>) {
        locked(&self.0).greetings.push_back(steps);
    }

    pub(crate) fn otherwise(&self, choice: Option<Choice>) {
        locked(&self.0).otherwise = choice;
    }

    pub(crate) fn waiting(&self) -> usize {
        locked(&self.0).answers.len()
    }

    pub(crate) fn greeting(&self) -> Vec<Step> {
        locked(&self.0).greetings.pop_front().unwrap_or_default()
    }

    pub(crate) fn next(&self, received: &Received) -> Option<Answer> {
        let mut queues = locked(&self.0);
        if let Some(answer) = queues.answers.pop_front() {
            return Some(answer);
        }
        let choice = queues.otherwise.clone()?;
        // The choice may call back into the gateway.
        drop(queues);
        choice(received)
    }
}

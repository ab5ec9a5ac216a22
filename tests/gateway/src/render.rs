//! From a [`Reply`] to the steps that send it.

use crate::answer::{LAST_CHUNK, chunk};
use crate::error_bodies;
use crate::reply::{Framing, Reply};
use crate::step::Step;

impl Reply {
    /// Status line and headers, for a body of this length.
    pub(crate) fn head(&self, framing: Framing, length: u64) -> Vec<u8> {
        let mut head = format!(
            "HTTP/1.1 {} {}\r\n",
            self.status,
            error_bodies::reason(self.status)
        );
        for (name, value) in &self.headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        match framing {
            Framing::Chunked => head.push_str("transfer-encoding: chunked\r\n"),
            Framing::Length => head.extend(["content-length: ", &length.to_string(), "\r\n"]),
            Framing::Claimed(length) => {
                head.extend(["content-length: ", &length.to_string(), "\r\n"]);
            }
            Framing::Close => head.push_str("connection: close\r\n"),
            Framing::Bare => {}
        }
        head.push_str("\r\n");
        head.into_bytes()
    }

    pub(crate) fn steps(self) -> Vec<Step> {
        let length: usize = self.pieces.iter().map(Vec::len).sum();
        let mut left = self.cut.as_ref().map_or(length, |(bytes, _)| *bytes);
        let mut out = Writes {
            pending: self.head(self.framing, length as u64),
            steps: vec![],
        };
        for (index, piece) in self.pieces.iter().enumerate() {
            if index > 0 && !self.gap.is_zero() {
                out.step(Step::Wait(self.gap));
            }
            self.steps_before(index).for_each(|step| out.step(step));
            // The headers go out with the first piece; each other piece is a write of its own.
            if index > 0 {
                out.flush();
            }
            let piece = &piece[..piece.len().min(left)];
            left -= piece.len();
            match self.framing {
                Framing::Chunked if piece.is_empty() => {}
                Framing::Chunked => out.pending.extend(chunk(piece)),
                _ => out.pending.extend_from_slice(piece),
            }
            if left == 0 && self.cut.is_some() {
                break;
            }
        }
        if let Some((_, then)) = self.cut {
            out.step(then);
            return out.steps;
        }
        self.steps_before(self.pieces.len())
            .for_each(|step| out.step(step));
        match self.framing {
            Framing::Chunked => out.pending.extend_from_slice(LAST_CHUNK),
            Framing::Close => out.step(Step::Close),
            _ => {}
        }
        out.flush();
        out.steps
    }

    fn steps_before(&self, index: usize) -> impl Iterator<Item = Step> {
        self.between
            .iter()
            .filter(move |(at, _)| *at == index)
            .map(|(_, step)| step.clone())
    }
}

/// Bytes that wait for their write, and the steps before them.
struct Writes {
    pending: Vec<u8>,
    steps: Vec<Step>,
}

impl Writes {
    fn flush(&mut self) {
        if !self.pending.is_empty() {
            self.steps
                .push(Step::Bytes(std::mem::take(&mut self.pending).into()));
        }
    }

    fn step(&mut self, step: Step) {
        self.flush();
        self.steps.push(step);
    }
}

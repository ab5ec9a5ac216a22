//! What a command's exit code says.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: what was asked for is so.
    Done,
    /// 4: generated files differ from what the inputs give, and the command was told to change nothing.
    Stale,
    /// 1: the inputs, the arguments or the tool itself are broken.
    Broken,
    /// What another program ended with.
    Passed(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Broken => Self::FAILURE,
            Exit::Stale => Self::from(4),
            Exit::Passed(code) => Self::from(code),
        }
    }
}

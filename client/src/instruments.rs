//! Names of The Grid's instruments, for the field `model`, which stays a `String`: the catalogue changes without a release of this crate.
//!
//! An instrument is a market, not a model: the `model` of a response names the model that served it. Spelling: the pages of The Grid
//! write `Text-Prime` and `text-prime`; these are the latter. What is live now is listed by `GET /v1/models` and at
//! <https://thegrid.ai/instruments.json>.

macro_rules! instruments {
    ($($(#[$doc:meta])* $name:ident = $value:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $value;)*

        /// All of them.
        pub const ALL: &[&str] = &[$($name),*];
    };
}

instruments! {
    /// Text, the standard tier.
    TEXT_STANDARD = "text-standard";
    /// Text, the prime tier.
    TEXT_PRIME = "text-prime";
    /// Text, the max tier.
    TEXT_MAX = "text-max";
    /// Code, the standard tier.
    CODE_STANDARD = "code-standard";
    /// Code, the prime tier.
    CODE_PRIME = "code-prime";
    /// Code, the max tier.
    CODE_MAX = "code-max";
    /// Agents, the standard tier.
    AGENT_STANDARD = "agent-standard";
    /// Agents, the prime tier.
    AGENT_PRIME = "agent-prime";
    /// Agents, the max tier.
    AGENT_MAX = "agent-max";
    /// Images in, as the Consumption API's page spells it (`Vision-Standard`); it was not among the live ones in September 2026.
    VISION_STANDARD = "vision-standard";
    /// The newest Claude Opus; it does not take `temperature`.
    CLAUDE_OPUS_LATEST = "claude-opus-latest";
    /// The newest GPT Sol.
    GPT_SOL_LATEST = "gpt-sol-latest";
    /// The newest Gemini Pro.
    GEMINI_PRO_LATEST = "gemini-pro-latest";
    /// The newest Kimi.
    KIMI_LATEST = "kimi-latest";
    /// The newest `DeepSeek` Pro.
    DEEPSEEK_PRO_LATEST = "deepseek-pro-latest";
    /// The newest GLM.
    GLM_LATEST = "glm-latest";
    /// The newest `MiniMax`.
    MINIMAX_LATEST = "minimax-latest";
    /// The newest `ByteDance` Pro.
    BYTEDANCE_PRO_LATEST = "bytedance-pro-latest";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_lower_case_and_stand_once() {
        let distinct: std::collections::BTreeSet<_> = ALL.iter().collect();
        assert_eq!(distinct.len(), 18);
        let plain = |name: &&str| {
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        };
        assert!(ALL.iter().all(plain));
    }
}

//! What is known of the hosts that serve DeepSeek's models, as presets to begin with.
//!
//! Third-party details change monthly (read 2026-11-22); every field can be overruled on the
//! [`ClientBuilder`](crate::ClientBuilder).

use crate::think_tags::ThinkTags;

/// How a host is told whether to think.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ThinkingSwitch {
    /// `thinking:{"type":…}` and `reasoning_effort`: DeepSeek itself, Volcengine Ark, Tencent.
    #[default]
    ThinkingObject,
    /// `enable_thinking:true|false`: `SiliconFlow`, Alibaba Bailian.
    EnableThinking,
    /// `reasoning:{…}`: `OpenRouter`.
    ReasoningObject,
    /// `reasoning_effort` alone, with `none` for off: Ollama, Azure.
    EffortWord,
    /// `chat_template_kwargs:{"thinking":…}`: vLLM, `SGLang`, llama.cpp.
    TemplateArgument,
    /// Set in the host's own settings; nothing is sent.
    Fixed,
}

/// A host and how it differs. Wherever it writes its reasoning, the client finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Host {
    /// A stable word.
    pub id: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// Its address; empty where each account has its own.
    pub base_url: &'static str,
    /// How it is told whether to think.
    pub switch: ThinkingSwitch,
    /// How it writes reasoning into the answer, where it has no field for it.
    pub think_tags: ThinkTags,
    /// Whether it wants a key.
    pub needs_key: bool,
}

const fn host(id: &'static str, name: &'static str, base_url: &'static str, switch: ThinkingSwitch) -> Host {
    Host { id, name, base_url, switch, think_tags: ThinkTags::Paired, needs_key: true }
}

const fn local(id: &'static str, name: &'static str, base_url: &'static str, switch: ThinkingSwitch) -> Host {
    Host { needs_key: false, ..host(id, name, base_url, switch) }
}

impl Host {
    /// DeepSeek itself. It never writes tags, so tags in its answers are text.
    pub const DEEPSEEK: Self = Self {
        think_tags: ThinkTags::Ignored,
        ..host("deepseek", "DeepSeek", "https://api.deepseek.com", ThinkingSwitch::ThinkingObject)
    };
    /// `SiliconFlow`, mainland address.
    pub const SILICONFLOW: Self =
        host("siliconflow", "SiliconFlow", "https://api.siliconflow.cn/v1", ThinkingSwitch::EnableThinking);
    /// `SiliconFlow`, address abroad.
    pub const SILICONFLOW_GLOBAL: Self = host(
        "siliconflow_global",
        "SiliconFlow (global)",
        "https://api.siliconflow.com/v1",
        ThinkingSwitch::EnableThinking,
    );
    /// Volcengine Ark.
    pub const ARK: Self =
        host("ark", "Volcengine Ark", "https://ark.cn-beijing.volces.com/api/v3", ThinkingSwitch::ThinkingObject);
    /// `OpenRouter`.
    pub const OPENROUTER: Self =
        host("openrouter", "OpenRouter", "https://openrouter.ai/api/v1", ThinkingSwitch::ReasoningObject);
    /// Azure AI Foundry; each account has its own address.
    pub const AZURE: Self = host("azure", "Azure AI Foundry", "", ThinkingSwitch::EffortWord);
    /// Alibaba Bailian.
    pub const BAILIAN: Self = host(
        "bailian",
        "Alibaba Bailian",
        "https://dashscope.aliyuncs.com/compatible-mode/v1",
        ThinkingSwitch::EnableThinking,
    );
    /// Tencent `TokenHub`; each account has its own address.
    pub const TENCENT: Self = host("tencent", "Tencent TokenHub", "", ThinkingSwitch::ThinkingObject);
    /// Ollama on this machine.
    pub const OLLAMA: Self = local("ollama", "Ollama", "http://localhost:11434/v1", ThinkingSwitch::EffortWord);
    /// vLLM on this machine.
    pub const VLLM: Self = local("vllm", "vLLM", "http://localhost:8000/v1", ThinkingSwitch::TemplateArgument);
    /// `SGLang` on this machine. Some of its R1 templates open the tag themselves: then set
    /// [`ThinkTags::ClosingOnly`].
    pub const SGLANG: Self = local("sglang", "SGLang", "http://localhost:30000/v1", ThinkingSwitch::TemplateArgument);
    /// llama.cpp's server on this machine.
    pub const LLAMA_CPP: Self =
        local("llama_cpp", "llama.cpp", "http://localhost:8080/v1", ThinkingSwitch::TemplateArgument);
    /// LM Studio on this machine.
    pub const LM_STUDIO: Self = local("lm_studio", "LM Studio", "http://localhost:1234/v1", ThinkingSwitch::Fixed);

    /// Every preset, DeepSeek first.
    pub const ALL: [Self; 13] = [
        Self::DEEPSEEK,
        Self::SILICONFLOW,
        Self::SILICONFLOW_GLOBAL,
        Self::ARK,
        Self::OPENROUTER,
        Self::AZURE,
        Self::BAILIAN,
        Self::TENCENT,
        Self::OLLAMA,
        Self::VLLM,
        Self::SGLANG,
        Self::LLAMA_CPP,
        Self::LM_STUDIO,
    ];

    /// The preset with this [`Host::id`].
    #[must_use]
    pub fn by_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|host| host.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base_url::BaseUrl;

    #[test]
    fn every_preset_has_an_address_that_can_be_used_and_an_id_of_its_own() {
        for host in Host::ALL {
            assert_eq!(Host::by_id(host.id), Some(host), "{}", host.id);
            if host.base_url.is_empty() {
                continue;
            }
            let base = BaseUrl::parse(host.base_url).unwrap();
            assert_eq!(base.to_string(), host.base_url, "the address is already in its one spelling");
            assert_eq!(base.is_loopback(), !host.needs_key, "{}", host.id);
        }
        assert_eq!(Host::by_id("nobody"), None);
    }
}

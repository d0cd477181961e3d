//! What a source on the web needs to be let in: headers, cookies, a name and password, a proxy of its own.

use std::fmt;

/// How one source is asked beyond what `[http]` says.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// Further request headers, in the order of the configuration.
    pub headers: Vec<(String, String)>,
    /// The `Cookie` header.
    pub cookie: Option<String>,
    /// User name and password (RFC 7617).
    pub basic_auth: Option<(String, String)>,
    /// Another introduction than that of `[http]`.
    pub user_agent: Option<String>,
    /// Another proxy than that of `[http]`.
    pub proxy: Option<String>,
}

impl fmt::Debug for Access {
    /// Names only: values are secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("Access")
            .field("headers", &headers)
            .field("cookie", &self.cookie.is_some())
            .field("basic_auth", &self.basic_auth.is_some())
            .field("user_agent", &self.user_agent)
            .field("proxy", &self.proxy.is_some())
            .finish()
    }
}

//! Whether robots.txt lets a page be read: asked for once per host, however many pages wait for the answer.

use std::sync::Arc;

use config::{Access, Http, RobotsRefused};
use tokio::time::Instant;
use url::Url;

use super::{
    body::Limit,
    exchange::Trouble,
    host::Host,
    question,
    redirect::{Trail, is_redirect},
    robots::{Robots, RobotsAnswer, granted},
    rules,
    visit::{Unvisited, Visit, Visited, Visitor},
};

/// RFC 9309, section 2.3.1.2.
const MAX_REDIRECTS: usize = 5;

/// What knows the robots.txt of all hosts; the answers lie with the hosts.
#[derive(Debug)]
pub(crate) struct Permissions {
    settings: Arc<Http>,
    visitor: Arc<Visitor>,
}

impl Permissions {
    pub(crate) fn new(settings: Arc<Http>, visitor: Arc<Visitor>) -> Self {
        Self { settings, visitor }
    }

    /// Whether this URL may be read now.
    pub(crate) async fn check(&self, url: &Url, access: &Access) -> Result<(), Unvisited> {
        if !self.settings.robots {
            return Ok(());
        }
        let host = self.visitor.hosts.of(url);
        let mut known = host.robots.lock().await;
        let fresh = known.take().filter(|robots| robots.until > Instant::now());
        let mut robots = match fresh {
            Some(robots) => robots,
            None => self.ask(url, access).await?,
        };
        let verdict = self.verdict(&mut robots, url, &host, access);
        *known = Some(robots);
        verdict
    }

    /// The sitemaps that the robots.txt of a URL's host names. It is read for them also where it is not obeyed.
    pub(crate) async fn sitemaps(
        &self,
        url: &Url,
        access: &Access,
    ) -> Result<Vec<String>, Unvisited> {
        let host = self.visitor.hosts.of(url);
        let mut known = host.robots.lock().await;
        let fresh = known.take().filter(|robots| robots.until > Instant::now());
        let robots = match fresh {
            Some(robots) => robots,
            None => self.ask(url, access).await?,
        };
        let named = match &robots.answer {
            RobotsAnswer::Says(said) => Ok(said.sitemaps(url)),
            RobotsAnswer::Refused(_) => Ok(Vec::new()),
            RobotsAnswer::Unavailable(why) => Err(self.unavailable(&robots, why)),
        };
        *known = Some(robots);
        named
    }

    fn unavailable(&self, robots: &Robots, why: &str) -> Unvisited {
        Unvisited::NotNow {
            until: self.visitor.time_of(robots.until),
            why: format!("its host cannot say what robots.txt allows: {why}"),
            down: false,
        }
    }

    fn verdict(
        &self,
        robots: &mut Robots,
        url: &Url,
        host: &Host,
        access: &Access,
    ) -> Result<(), Unvisited> {
        match &mut robots.answer {
            RobotsAnswer::Says(said) => {
                let rules = said.to(question::introduction(access, &self.settings));
                if let Some(delay) = granted(rules)
                    && host.slow_down(delay)
                    && let Some(asked) = rules.crawl_delay.filter(|asked| *asked > delay)
                {
                    tracing::info!(
                        host = host.name(),
                        ?asked,
                        granted = ?delay,
                        "robots.txt asks for a longer delay than is granted"
                    );
                }
                let path = match url.query() {
                    Some(query) => format!("{}?{query}", url.path()),
                    None => url.path().to_owned(),
                };
                if rules.allows(&path) {
                    return Ok(());
                }
                let detail = "its host's robots.txt forbids it".to_owned();
                Err(Unvisited::Forbidden { detail })
            }
            RobotsAnswer::Refused(status) => {
                let refused = access
                    .robots_refused
                    .unwrap_or(self.settings.robots_refused);
                match refused {
                    RobotsRefused::Allows => Ok(()),
                    RobotsRefused::Forbids => {
                        let detail = format!(
                            "its host refuses its robots.txt ({status}), and `robots_refused` says that this forbids it"
                        );
                        Err(Unvisited::Forbidden { detail })
                    }
                }
            }
            RobotsAnswer::Unavailable(why) => {
                let why = why.clone();
                Err(self.unavailable(robots, &why))
            }
        }
    }

    /// Asks a host for its robots.txt. Whoever cannot even be connected to has said nothing about robots: that is the
    /// page's own failure, and is not remembered here.
    async fn ask(&self, url: &Url, access: &Access) -> Result<Robots, Unvisited> {
        let mut next = url.clone();
        next.set_path("/robots.txt");
        next.set_query(None);
        let mut trail = Trail::new(next.clone(), MAX_REDIRECTS);
        loop {
            let proxy = access.proxy.as_ref().or(self.settings.proxy.as_ref());
            let visit = Visit {
                url: next.clone(),
                headers: question::for_robots(access, &self.settings),
                proxy: proxy.cloned(),
                limit: Limit::Cut(rules::MAX_SIZE),
            };
            let visited = match self.visitor.visit(visit).await {
                Ok(visited) => visited,
                Err(Unvisited::Failed { error, .. })
                    if matches!(error.trouble, Trouble::Silent | Trouble::Broken) =>
                {
                    return Ok(Robots::unavailable(error.detail));
                }
                Err(error) => return Err(error),
            };
            if is_redirect(visited.status)
                && let Ok(target) = trail.follow(&next, visited.status, &visited.headers)
            {
                next = target;
                continue;
            }
            return Ok(read(visited));
        }
    }
}

fn read(visited: Visited) -> Robots {
    match visited.status.as_u16() {
        200..=299 => Robots::says(visited.body.bytes),
        status @ (429 | 500..) => Robots::unavailable(format!("it answered {status}")),
        status @ (401 | 403) => Robots::refused(status),
        _ => Robots::says(Vec::new()),
    }
}

#[cfg(test)]
mod tests;

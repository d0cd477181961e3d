//! The way from the URL that was asked for to where it ended: bounded, without circles, and only over http and https.

use http::{HeaderMap, StatusCode, header};
use url::Url;

use super::headers;

/// The hops so far.
#[derive(Debug)]
pub(crate) struct Trail {
    hops: Vec<Url>,
    /// Whether all of them said that they are for good.
    for_good: bool,
    most: usize,
}

impl Trail {
    pub(crate) fn new(first: Url, most: usize) -> Self {
        Self {
            hops: vec![first],
            for_good: true,
            most,
        }
    }

    /// Goes where a reply points to; the URL to ask next, or what is wrong with it in words.
    pub(crate) fn follow(
        &mut self,
        from: &Url,
        status: StatusCode,
        reply: &HeaderMap,
    ) -> Result<Url, String> {
        let Some(location) = headers::text(reply, header::LOCATION) else {
            return Err(format!(
                "it redirects ({}) without saying where",
                status.as_u16()
            ));
        };
        let mut next = from
            .join(location)
            .map_err(|error| format!("it redirects to `{location}`, which is no URL ({error})"))?;
        if !matches!(next.scheme(), "http" | "https") {
            return Err(format!("it redirects to `{next}`, which is not on the web"));
        }
        next.set_fragment(None);
        let removed = next.set_username("").and_then(|()| next.set_password(None));
        if removed.is_err() {
            return Err(format!("it redirects to `{location}`, which has no host"));
        }
        if self.hops.contains(&next) {
            return Err("its redirects go round in a circle".to_owned());
        }
        if self.hops.len() > self.most {
            return Err(format!("it redirects more than {} times", self.most));
        }
        self.for_good &= matches!(status.as_u16(), 301 | 308);
        self.hops.push(next.clone());
        Ok(next)
    }

    /// Whether no hop said that it is only for now.
    pub(crate) fn is_for_good(&self) -> bool {
        self.for_good
    }

    /// Where it has moved for good, if it has.
    pub(crate) fn moved_to(&self) -> Option<String> {
        let moved = self.for_good && self.hops.len() > 1;
        let last = self.hops.last().filter(|_| moved);
        last.map(Url::to_string)
    }

    /// Whether this is the host that was asked first, so that a login in the first URL may be shown to it: the same name,
    /// and never in the clear what was asked for under cover.
    pub(crate) fn is_first_host(&self, url: &Url) -> bool {
        let Some(first) = self.hops.first() else {
            return false;
        };
        let same_port = first.port() == url.port();
        let upgrade = first.scheme() == "http" && url.scheme() == "https";
        first.host() == url.host() && same_port && (first.scheme() == url.scheme() || upgrade)
    }
}

/// Whether a status asks to go elsewhere.
pub(crate) fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go(trail: &mut Trail, from: &str, status: u16, to: &str) -> Result<String, String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::LOCATION, to.parse().unwrap());
        let from = Url::parse(from).unwrap();
        let next = trail.follow(&from, StatusCode::from_u16(status).unwrap(), &headers);
        next.map(|next| next.to_string())
    }

    fn start(most: usize) -> Trail {
        Trail::new(Url::parse("https://a.example/x").unwrap(), most)
    }

    #[test]
    fn redirects_are_followed_to_their_end_and_no_further() {
        let mut trail = start(2);
        let a = "https://a.example/x";
        assert_eq!(
            go(&mut trail, a, 301, "/y?z#f").unwrap(),
            "https://a.example/y?z"
        );
        assert_eq!(trail.moved_to().unwrap(), "https://a.example/y?z");
        assert!(
            go(&mut trail, a, 308, "https://a.example/x#top")
                .unwrap_err()
                .contains("circle")
        );
        assert!(
            go(&mut trail, a, 308, "ftp://a.example/")
                .unwrap_err()
                .contains("not on the web")
        );
        assert!(
            go(&mut trail, a, 308, "https://[")
                .unwrap_err()
                .contains("no URL")
        );
        assert_eq!(
            go(&mut trail, a, 302, "//u:p@b.example").unwrap(),
            "https://b.example/"
        );
        assert_eq!(trail.moved_to(), None);
        assert!(
            go(&mut trail, a, 302, "/more")
                .unwrap_err()
                .contains("more than 2 times")
        );
        let nowhere = trail.follow(
            &Url::parse(a).unwrap(),
            StatusCode::FOUND,
            &HeaderMap::new(),
        );
        assert!(nowhere.unwrap_err().contains("without saying where"));
        assert!(go(&mut start(0), a, 302, "/more").is_err());
    }

    #[test]
    fn a_login_stays_with_the_host_that_it_is_for() {
        let check = |first: &str, next: &str, expect: bool| {
            let trail = Trail::new(Url::parse(first).unwrap(), 1);
            assert_eq!(
                trail.is_first_host(&Url::parse(next).unwrap()),
                expect,
                "{first} {next}"
            );
        };
        check("https://a.example/x", "https://a.example/y", true);
        check("http://a.example/x", "https://a.example/y", true);
        check("https://a.example/x", "http://a.example/y", false);
        check("https://a.example/x", "https://www.a.example/y", false);
        check("https://a.example/x", "https://a.example:8443/y", false);
        check("http://a.example:8080/x", "http://a.example:8080/y", true);
    }
}

//! Whether other sites know that a sitemap lists their pages: their robots.txt names it
//! (<https://www.sitemaps.org/protocol.html#sitemaps_cross_submits>). Pages of all others may be paid for.

use std::collections::HashMap;

use config::Access;
use item::key_url;

use super::sift::Sifted;
use crate::{error::FetchError, http::Web};

/// Other hosts that are asked on behalf of one sitemap, those with most pages first.
const MOST_ASKED: usize = 4;

/// Leaves out the pages of other sites that name none of the sitemaps `own`. Where a site cannot answer now, nothing
/// is decided.
pub(super) async fn leave_out(
    sifted: &mut Sifted,
    own: &[&str],
    web: &Web,
    access: &Access,
) -> Result<(), FetchError> {
    let mut hosts: HashMap<&String, usize> = HashMap::new();
    for origin in sifted
        .kept
        .iter()
        .filter_map(|kept| kept.elsewhere.as_ref())
    {
        *hosts.entry(origin).or_default() += 1;
    }
    let mut hosts: Vec<(usize, String)> = hosts
        .into_iter()
        .map(|(host, count)| (count, host.clone()))
        .collect();
    hosts.sort_by(|one, other| other.cmp(one));
    let own: Vec<String> = own.iter().filter_map(|url| key_url(url)).collect();
    let mut allowed = Vec::new();
    for (_, host) in hosts.into_iter().take(MOST_ASKED) {
        let named = match web.sitemaps(&host, access).await {
            Ok(named) => named,
            // A host that may not be asked, or is not there, has not said that the sitemap is its own.
            Err(FetchError::Refused { .. }) => continue,
            Err(error) => return Err(error),
        };
        let mut keys = named.iter().filter_map(|url| key_url(url));
        if keys.any(|key| own.contains(&key)) {
            allowed.push(host);
        }
    }
    sifted.leave_out_elsewhere(&allowed);
    Ok(())
}

//! Parameters that follow the reader instead of choosing the page. Names only, one row each; families are not cut by
//! prefix alone except `utm_`, whose every member is for counting.

/// Names in lower case; compared without regard to case.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    // Google Analytics, Ads and their helpers
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "utm_id",
    "utm_name",
    "utm_reader",
    "utm_cid",
    "utm_brand",
    "utm_place",
    "utm_pubreferrer",
    "utm_swu",
    "utm_viz_id",
    "utm_social",
    "utm_social-type",
    "utm_source_platform",
    "utm_creative_format",
    "utm_marketing_tactic",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "gad_source",
    "gad_campaignid",
    "srsltid",
    "gadid",
    "gcl_au",
    "gclaw",
    "_gcl_au",
    "_ga",
    "_gl",
    "_gac",
    "ga_source",
    "ga_medium",
    "ga_campaign",
    "ga_term",
    "ga_content",
    "ga_place",
    // Facebook, Instagram
    "fbclid",
    "fb_action_ids",
    "fb_action_types",
    "fb_source",
    "fb_ref",
    "fb_comment_id",
    "action_object_map",
    "action_type_map",
    "action_ref_map",
    "igshid",
    "igsh",
    "ig_rid",
    "__tn__",
    "__xts__",
    "hc_ref",
    "fref",
    "mibextid",
    // Other networks and their clicks
    "twclid",
    "twsrc",
    "ttclid",
    "li_fat_id",
    "msclkid",
    "yclid",
    "ymclid",
    "rb_clickid",
    "dm_i",
    "tt_medium",
    "tt_content",
    "echobox",
    "ysclid",
    "_openstat",
    "epik",
    "rdt_cid",
    "sccid",
    "tblci",
    "oborigurl",
    "dicbo",
    "outbrainclickid",
    "wickedid",
    "irclickid",
    "irgwc",
    "cjevent",
    "zanpid",
    "awc",
    "sscid",
    "vgo_ee",
    // Mail campaigns
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "__hssc",
    "__hstc",
    "__hsfp",
    "hsctatracking",
    "_ke",
    "mc_tc",
    "_branch_match_id",
    "_branch_referrer",
    "__s",
    "omnisendcontactid",
    "_bta_c",
    "_bta_tid",
    "trk_contact",
    "trk_msg",
    "trk_module",
    "trk_sid",
    "vmcid",
    "ck_subscriber_id",
    "vero_id",
    "vero_conv",
    "ml_subscriber",
    "ml_subscriber_hash",
    "oly_anon_id",
    "oly_enc_id",
    "bsft_clkid",
    "bsft_uid",
    "bsft_eid",
    "bsft_mid",
    "bsft_aaid",
    "sfmc_id",
    "sfmc_sub",
    "s_cid",
    "s_kwcid",
    "ef_id",
    // Counters of sites and shops
    "mtm_source",
    "mtm_medium",
    "mtm_campaign",
    "mtm_keyword",
    "mtm_kwd",
    "mtm_content",
    "mtm_cid",
    "mtm_group",
    "mtm_placement",
    "matomo_campaign",
    "pk_source",
    "pk_medium",
    "pk_campaign",
    "pk_keyword",
    "pk_kwd",
    "pk_content",
    "pk_cid",
    "piwik_campaign",
    "piwik_kwd",
    "piwik_keyword",
    "hmb_campaign",
    "hmb_medium",
    "hmb_source",
    "hsa_acc",
    "hsa_cam",
    "hsa_grp",
    "hsa_ad",
    "hsa_src",
    "hsa_tgt",
    "hsa_kw",
    "hsa_mt",
    "hsa_net",
    "hsa_ver",
    "wt_mc",
    "wt_zmc",
    "wtrid",
    "xtor",
    "at_medium",
    "at_campaign",
    "at_format",
    "at_link_id",
    "at_link_origin",
    "at_link_type",
    "at_ptr_name",
    "at_bbc_team",
    "at_custom1",
    "at_custom2",
    "at_custom3",
    "at_custom4",
    "itm_source",
    "itm_medium",
    "itm_campaign",
    "itm_content",
    "ns_source",
    "ns_mchannel",
    "ns_campaign",
    "ns_linkname",
    "ns_fee",
    "spm",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "gucereferrer",
    "ncid",
    "nr_email_referer",
    "smid",
    "cmpid",
    "icid",
    "soc_src",
    "soc_trk",
    "__twitter_impression",
    "traffic_source",
    // Sessions
    "phpsessid",
    "jsessionid",
    "aspsessionid",
    "sessionid",
];

/// Parameters that choose the AMP variant of a page, with the values that do.
const AMP: [(&str, &[&str]); 3] = [
    ("amp", &["", "1", "true", "amp"]),
    ("outputtype", &["amp"]),
    ("output", &["amp"]),
];

/// Whether a parameter says nothing about which page is meant. Both parts are normally escaped.
pub(crate) fn is_tracking(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_")
        || NAMES.contains(&name.as_str())
        || AMP.iter().any(|(amp, values)| {
            *amp == name && values.iter().any(|known| known.eq_ignore_ascii_case(value))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_url;

    #[test]
    fn each_name_is_dropped_and_its_neighbours_stay() {
        for name in NAMES {
            let url = |name: &str| key_url(&format!("http://example.org/a?a=1&{name}=x&z=2"));
            let plain = Some("example.org/a?a=1&z=2".to_owned());
            assert_eq!(url(name), plain, "`{name}` stays");
            assert_eq!(
                url(&name.to_uppercase()),
                plain,
                "`{name}` stays in capitals"
            );
            let longer = format!("{name}x");
            if !NAMES.contains(&longer.as_str()) && !longer.starts_with("utm_") {
                assert_ne!(url(&longer), plain, "`{longer}` is dropped");
            }
        }
    }

    #[test]
    fn the_table_has_each_name_once_in_lower_case() {
        for (index, name) in NAMES.iter().enumerate() {
            assert_eq!(*name, name.to_lowercase());
            assert!(!NAMES[..index].contains(name), "`{name}` twice");
        }
    }

    #[test]
    fn parameters_that_choose_the_page_stay() {
        for parameter in [
            "id=1",
            "p=2",
            "page=3",
            "sort=new",
            "ref=a",
            "amp=2",
            "output=xml",
            "utm=1",
            "lang=it",
            "article=5",
            "story=6",
            "nid=7",
            "v=8",
            "date=20210614",
            "category=9",
            "source=rss",
            "from=a",
            "s=1",
            "t=2",
            "campaign_id=3",
            "q=gclid",
        ] {
            let key = key_url(&format!("http://example.org/?{parameter}"));
            assert_eq!(key, Some(format!("example.org?{parameter}")));
        }
    }
}

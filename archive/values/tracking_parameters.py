"""Query parameters that say how a reader came, not which page is meant."""

from __future__ import annotations

import re

# Exact names, in lower case.
_NAMES = frozenset(
    """
    fbclid fb_action_ids fb_action_types fb_ref fb_source mibextid sfnsn
    gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid _ga _gl
    msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh epik rdt_cid scclid
    mc_cid mc_eid mkt_tok vero_id vero_conv oly_anon_id oly_enc_id rb_clickid wickedid
    __twitter_impression twitter_impression __s s_cid s_kwcid ss_email_id
    ref ref_src ref_url referrer referer guccounter guce_referrer guce_referrer_sig
    cmp cmpid campaign_id icid intcid int_cid int_source int_medium int_campaign
    ncid ocid smid smtyp smvar xtor wt_mc wt_zmc sc_cid sc_src sc_campaign ito
    ftag tblci dicbo obclid obsource traffic_source echobox spm scm trk trkcampaign
    amp_js_v amp_gsa amp_r usqp aoh csi at_medium at_campaign at_custom1 at_custom2
    ns_source ns_mchannel ns_campaign ns_linkname ns_fee emci emdi ceid extid
    hsctatracking _hsenc _hsmi __hstc __hssc __hsfp sharetype share_id shareid
    _openstat yptr cvid oicd
    """.split()
)
_PREFIXES = ("utm_", "pk_", "mtm_", "matomo_", "piwik_", "hsa_", "itm_", "at_custom", "utm-")

_SESSION_NAMES = frozenset(
    "jsessionid phpsessid sessionid session_id sessid cfid cftoken zenid oscsid".split()
)
_MAYBE_SESSION = frozenset("sid s session".split())
_LONG_TOKEN = re.compile(r"(?=[^0-9]*[0-9])[0-9A-Za-z]{20,}\Z")


def is_noise(name: str, value: str) -> bool:
    """Whether a query parameter says nothing of which page is meant.

    Names such as ``sid`` are a session's only with a value like one; elsewhere they are
    a story's number.
    """
    name = name.lower()
    return (
        name in _NAMES
        or name.startswith(_PREFIXES)
        or name in _SESSION_NAMES
        or name.startswith("aspsessionid")
        or (name in _MAYBE_SESSION and bool(_LONG_TOKEN.match(value)))
    )

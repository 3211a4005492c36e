//! Messages that name the query they are about.

use super::super::fields::Fields;
use super::super::scalar::pointer;
use oriel_protocol::Naming;

/// The three pointers over those of a preset.
pub(crate) fn naming(fields: &Fields<'_>, base: Option<Naming>) -> Option<Naming> {
    let given = fields.get("key").and_then(|node| pointer(&node));
    let value = fields.get("value").and_then(|node| pointer(&node));
    let version = fields.get("version").and_then(|node| pointer(&node));
    let report = fields.cx.report;
    let names_key = fields.has("key") || base.is_some();
    for (name, wants, there) in
        [("value", "key", names_key), ("version", "value", fields.has("value") || base.is_some())]
    {
        if fields.has(name) && !there {
            let help = format!("point `{wants}` to it too");
            report.error(&fields.name_at(name), format!("`{name}` means something only with `{wants}`"), help);
        }
    }
    if fields.has("value") && names_key && !fields.has("version") {
        report.warning(
            &fields.name_at("value"),
            "`value` without `version` cannot tell old data from new: each is verified with a fetch",
            "point `version` to a number that grows with every change".to_owned(),
        );
    }
    let base_naming = base.unwrap_or_default();
    names_key.then(|| Naming {
        key: given.unwrap_or(base_naming.key),
        value: value.or(base_naming.value),
        version: version.or(base_naming.version),
    })
}

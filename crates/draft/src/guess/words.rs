//! Names as words, one of many, and colours of words.

/// The words of a name in small letters: `createdAt`, `created_at` and `created-at` are `created`, `at`.
pub(crate) fn words(name: &str) -> Vec<String> {
    oriel_board::label(name)
        .to_lowercase()
        .split(|char: char| !char.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A name of the board's own: small letters, digits and hyphens.
pub(crate) fn kebab(name: &str) -> String {
    let words = words(name);
    let ascii = words.iter().map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    ascii.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// One of many: `stories` is `story`, `boxes` is `box`, `status` stays.
pub(crate) fn singular(word: &str) -> String {
    let lower = word.to_lowercase();
    let cut = |suffix: usize, end: &str| format!("{}{end}", &word[..word.len() - suffix]);
    let stays = ["ss", "us", "is", "news", "series", "data", "media", "canvas", "alias", "atlas", "chaos"];
    match () {
        () if !word.is_ascii() || word.len() < 4 || stays.iter().any(|end| lower.ends_with(end)) => word.to_owned(),
        () if lower.ends_with("ies") && word.len() > 4 => cut(3, "y"),
        () if ["sses", "shes", "ches", "xes", "zes"].iter().any(|end| lower.ends_with(end)) => cut(2, ""),
        () if lower.ends_with("people") => cut(6, "person"),
        () if lower.ends_with('s') => cut(1, ""),
        () => word.to_owned(),
    }
}

/// The colour of a word, where it has one.
pub(crate) fn colour(word: &str) -> Option<&'static str> {
    static OK: &[&str] = &[
        "ok",
        "active",
        "success",
        "succeeded",
        "successful",
        "done",
        "complete",
        "completed",
        "paid",
        "open",
        "online",
        "healthy",
        "enabled",
        "available",
        "approved",
        "delivered",
        "published",
        "running",
        "ready",
        "passed",
        "posted",
        "up",
        "live",
        "resolved",
        "accepted",
        "confirmed",
        "finished",
        "pass",
        "connected",
        "valid",
        "verified",
        "normal",
        "good",
        "fixed",
        "merged",
    ];
    static WARN: &[&str] = &[
        "pending",
        "waiting",
        "queued",
        "processing",
        "warning",
        "warn",
        "late",
        "degraded",
        "review",
        "paused",
        "requested",
        "partial",
        "unknown",
        "medium",
        "moderate",
        "placed",
        "scheduled",
        "expiring",
        "starting",
        "stopping",
        "retry",
        "retrying",
        "stale",
        "limited",
        "action_required",
        "waiting_for_approval",
        "hold",
        "on_hold",
        "unverified",
        "idle",
        "busy",
    ];
    static BAD: &[&str] = &[
        "failed",
        "error",
        "failure",
        "fail",
        "rejected",
        "refused",
        "down",
        "offline",
        "unhealthy",
        "critical",
        "blocked",
        "denied",
        "expired",
        "overdue",
        "high",
        "timed_out",
        "timeout",
        "invalid",
        "declined",
        "dead",
        "fatal",
        "broken",
        "unavailable",
        "sold",
        "crashed",
        "suspended",
        "startup_failure",
        "emergency",
        "alert",
        "missing",
        "lost",
    ];
    static MUTED: &[&str] = &[
        "closed",
        "not_planned",
        "duplicate",
        "cancelled",
        "canceled",
        "archived",
        "disabled",
        "inactive",
        "skipped",
        "draft",
        "deleted",
        "none",
        "neutral",
        "refunded",
        "stopped",
        "withdrawn",
        "hidden",
        "removed",
        "dismissed",
        "revoked",
        "retired",
        "deprecated",
    ];
    static INFO: &[&str] = &[
        "in_progress",
        "reopened",
        "info",
        "new",
        "created",
        "in_review",
        "started",
        "low",
        "debug",
        "notice",
        "internal",
        "shipped",
    ];
    let word = word.to_lowercase().replace(['-', ' '], "_");
    [("ok", OK), ("warn", WARN), ("bad", BAD), ("muted", MUTED), ("info", INFO)]
        .into_iter()
        .find_map(|(colour, known)| known.contains(&word.as_str()).then_some(colour))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_many() {
        for (many, one) in [
            ("pets", "pet"),
            ("stories", "story"),
            ("boxes", "box"),
            ("status", "status"),
            ("addresses", "address"),
            ("dns", "dns"),
            ("people", "person"),
        ] {
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn names_of_all_fashions_are_words() {
        assert_eq!(words("createdAt"), ["created", "at"]);
        assert_eq!(words("created_at"), ["created", "at"]);
        assert_eq!(kebab("GET /Übersicht (alt)"), "get-bersicht-alt");
    }
}

//! What the packets of Socket.IO mean for a link.

use super::attachments::{Event, Taken};
use super::codec::{ANSWER, Phase, SocketIoCodec};
use super::packet::{self, Kind, Packet};
use super::refusal::refused;
use super::session::Recovery;
use crate::name::name;
use crate::template;
use crate::{Ending, Naming, Refusal, Step};
use serde_json::Value;
use std::borrow::Cow;

/// How often a token may expire between two strokes of the heartbeat.
const MOST_RENEWALS: u8 = 3;

impl SocketIoCodec {
    /// A packet of Socket.IO arrived, wrapped in one of Engine.IO.
    pub(super) fn message(&mut self, text: &str) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.attachments.interrupt() {
            steps = strange("an event arrived without all of its attachments");
        }
        let packet = match packet::packet(text) {
            Ok(packet) => packet,
            Err(what) => {
                steps.extend(strange(what));
                return steps;
            }
        };
        steps.extend(if packet.namespace == self.namespace {
            self.packet(packet)
        } else {
            self.attachments.pass_over(packet.attachments);
            // What is said there was read, and is for somebody else.
            vec![Step::harmless("a packet is for a namespace that was not asked for")]
        });
        steps
    }

    fn packet(&mut self, packet: Packet<'_>) -> Vec<Step> {
        match packet.kind {
            Kind::Connect => self.connected(packet.body),
            Kind::ConnectError => {
                vec![Step::End(refused(&self.namespace, packet.body, &|text| self.hidden(text)))]
            }
            Kind::Disconnect => self.disconnected(packet.body),
            Kind::Ack => {
                self.attachments.pass_over(packet.attachments);
                Vec::new()
            }
            // Its errors do not quote what the backend wrote.
            Kind::Event => match oriel_json::read(packet.body.as_bytes()) {
                Ok(Value::Array(parts)) => {
                    let event = Event { parts, id: packet.id.map(str::to_owned) };
                    let taken = self.attachments.collect(event, packet.attachments);
                    self.taken(taken)
                }
                Ok(_) => self.misshapen(packet, "an event is no list of name and arguments".to_owned()),
                Err(error) => self.misshapen(packet, format!("an event is not JSON: {error}")),
            },
        }
    }

    fn misshapen(&mut self, packet: Packet<'_>, what: String) -> Vec<Step> {
        self.attachments.pass_over(packet.attachments);
        vec![Step::strange(what)]
    }

    /// What a binary frame, or the lack of one, led to.
    pub(super) fn taken(&mut self, taken: Taken) -> Vec<Step> {
        match taken {
            Taken::Stray => strange("a binary frame belongs to no packet"),
            Taken::Kept => Vec::new(),
            Taken::Whole(event) => self.event(event),
            Taken::Lost(what) => strange(what),
        }
    }

    /// The namespace is connected.
    fn connected(&mut self, body: &str) -> Vec<Step> {
        if self.phase != Phase::Joining {
            return vec![Step::harmless("the server connected a namespace that was not asked for")];
        }
        let said: Value = oriel_json::read(body.as_bytes()).unwrap_or_default();
        let Some(sid) = said.get("sid").and_then(Value::as_str) else {
            let reason = "the server speaks Socket.IO 2 or older; Oriel needs a server of version 3 or later";
            return vec![Step::end(Ending::Stop(Refusal::Address), reason)];
        };
        let recovery = self.session.acknowledged(sid, said.get("pid").and_then(Value::as_str));
        self.phase = Phase::Joined;
        let mut steps = Vec::new();
        for event in &self.config.join {
            let event = Value::Array(event.clone());
            if let Some(event) = template::json(&event, &|name| self.named(name)) {
                steps.push(Step::Send(packet::emit(&self.namespace, &event)));
            }
        }
        match &self.config.ready {
            // Who recovers a session acknowledges no subscription: it kept the rooms.
            Some(event) if recovery == Recovery::Not && !self.announced => {
                let missing = format!("the backend did not acknowledge the subscription with {event:?}");
                steps.push(Step::expect(ANSWER, missing));
            }
            _ => {
                self.claimed = recovery == Recovery::Claimed && !self.announced;
                steps.extend(self.subscribed(recovery == Recovery::Proved));
            }
        }
        steps
    }

    /// The subscription stands, for the first time on this connection or once more.
    fn subscribed(&mut self, resumed: bool) -> [Step; 2] {
        self.phase = Phase::Subscribed;
        let first = !std::mem::replace(&mut self.ready, true);
        [if first { Step::Ready { resumed } } else { Step::Gap }, self.watch()]
    }

    /// The server put us out of the namespace, and left the connection open.
    fn disconnected(&mut self, body: &str) -> Vec<Step> {
        self.session.leave();
        // The protocol knows no reason here; python-socketio gives one where it refuses a sign-in
        // that it has already answered.
        if !body.is_empty() {
            return vec![Step::End(refused(&self.namespace, body, &|text| self.hidden(text)))];
        }
        if self.renewing {
            self.phase = Phase::Left;
            return vec![self.watch()];
        }
        match self.phase {
            Phase::Lingering => return self.rejoin(),
            // The goodbyes crossed: what the server makes of ours, it says next.
            Phase::Leaving => return Vec::new(),
            _ => {}
        }
        if self.phase == Phase::Joining && self.ready {
            let reason = "the backend ended the session while its token was renewed";
            return vec![Step::end(Ending::Refresh, reason)];
        }
        vec![Step::end(Ending::Stop(Refusal::Backend), "the backend ended the session and keeps this client out")]
    }

    fn event(&mut self, mut event: Event) -> Vec<Step> {
        self.session.note(&mut event);
        let mut parts = event.parts.into_iter();
        let Some(name) = parts.next().as_ref().and_then(name).map(Cow::into_owned) else {
            return strange("an event has no name");
        };
        let mut steps = Vec::new();
        if let Some(id) = &event.id {
            steps.push(Step::Send(packet::ack(&self.namespace, id)));
        }
        if self.config.ready.as_ref() == Some(&name) {
            self.announced = true;
            if self.phase == Phase::Joined {
                steps.extend(self.subscribed(false));
            } else if std::mem::take(&mut self.claimed) {
                // It kept no rooms: the subscription stands only now.
                steps.push(Step::Gap);
            }
        } else if self.config.expired.contains(&name) {
            steps.extend(self.expired());
        } else if !self.config.ignore.contains(&name) {
            let mut arguments: Vec<Value> = parts.collect();
            let data = match arguments.len() {
                0 | 1 => arguments.pop().unwrap_or_default(),
                _ => Value::Array(arguments),
            };
            steps.extend(Naming::steps(self.config.naming.as_ref(), &data));
            steps.push(Step::Signal { event: name, data });
        }
        steps
    }

    /// The token expired. A backend that says so of every new one, too, is not asked for ever.
    fn expired(&mut self) -> Option<Step> {
        // Said of the session that is being left.
        if matches!(self.phase, Phase::Lingering | Phase::Leaving) {
            return None;
        }
        if self.renewals >= MOST_RENEWALS {
            let reason = "the backend says of each new token that it has expired";
            return Some(Step::end(Ending::Refresh, reason));
        }
        (!std::mem::replace(&mut self.renewing, true)).then_some(Step::Renew)
    }
}

/// Something that cannot be read: it may have been a signal.
pub(super) fn strange(what: &str) -> Vec<Step> {
    vec![Step::strange(what)]
}

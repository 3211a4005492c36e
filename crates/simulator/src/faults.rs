//! What can go wrong, and how often it did.

/// A kind of fault that the simulator injects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A request is answered with 503.
    ServerError,
    /// A request takes longer than the client waits.
    RequestTimeout,
    /// A request reaches the server, its response is lost.
    ResponseLost,
    /// A request takes several times the usual.
    SlowRequest,
    /// A read saw a replica that was behind.
    ReplicaLag,
    /// A response comes back although its flight was given up.
    ResponseAfterAbort,
    /// A request was answered with 401: the token had expired.
    TokenExpired,
    /// A frame arrives twice.
    FrameRepeated,
    /// A frame is late, and all behind it.
    FrameDelayed,
    /// The link breaks.
    Disconnect,
    /// The link breaks between opening and the acknowledgement.
    DisconnectBeforeReady,
    /// The link is dead, and nobody knows before the silence is noticed.
    HalfOpen,
    /// More frames than can be looked at: some are dropped, and the link says so.
    Overflow,
    /// The network is known to be away.
    Offline,
    /// A batch of notes never reaches its window.
    NoteLost,
    /// A message between core and window takes long.
    MessageLate,
    /// A call never reaches the core, and fails.
    CallRejected,
    /// A call reaches the core, its answer is lost.
    AnswerLost,
    /// A call of a page that was reloaded meanwhile reaches the core all the same.
    EarlierPage,
    /// A window's page dies and is loaded anew.
    WindowCrash,
    /// A window does nothing for a while.
    WindowSleep,
    /// The machine sleeps: everything of that time happens late.
    ClockForward,
    /// The clock is set back.
    ClockBack,
    /// An action is done, its response is lost.
    ActionAnswerLost,
    /// No connection for an action can be made.
    Unreachable,
    /// The core process dies and is started again.
    CoreRestart,
    /// Somebody signs out, and somebody else in.
    SignOut,
    /// The backend is away: for longer than any budget of retries.
    Outage,
    /// The backend is started anew, with its versions, without its data, or as a deploy.
    BackendRestart,
    /// Sign-ins that were accepted before are refused for a while.
    SignInRefused,
    /// A request is answered with the time for which the server wants to be left alone.
    RetryAfter,
    /// An answer breaks off in its body, or cannot be read, after the server has acted.
    AnswerCut,
    /// Something in between answers in the server's place, which may have acted.
    Gateway,
    /// An answer takes longer than the first limit of a request.
    SlowAnswer,
    /// A request is answered with 404: a deploy is not done.
    Missing,
    /// A frame arrives that nobody can read.
    FrameUnreadable,
    /// A link comes back and claims, without showing it, that nothing was missed.
    Unproved,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 37] = [
        Self::ServerError,
        Self::RequestTimeout,
        Self::ResponseLost,
        Self::SlowRequest,
        Self::ReplicaLag,
        Self::ResponseAfterAbort,
        Self::TokenExpired,
        Self::FrameRepeated,
        Self::FrameDelayed,
        Self::Disconnect,
        Self::DisconnectBeforeReady,
        Self::HalfOpen,
        Self::Overflow,
        Self::Offline,
        Self::NoteLost,
        Self::MessageLate,
        Self::CallRejected,
        Self::AnswerLost,
        Self::EarlierPage,
        Self::WindowCrash,
        Self::WindowSleep,
        Self::ClockForward,
        Self::ClockBack,
        Self::ActionAnswerLost,
        Self::Unreachable,
        Self::CoreRestart,
        Self::SignOut,
        Self::Outage,
        Self::BackendRestart,
        Self::SignInRefused,
        Self::RetryAfter,
        Self::AnswerCut,
        Self::Gateway,
        Self::SlowAnswer,
        Self::Missing,
        Self::FrameUnreadable,
        Self::Unproved,
    ];

    /// Its place in [`Fault::ALL`].
    pub(crate) fn index(self) -> usize {
        self as usize
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::ServerError => "requests answered with 503",
            Self::RequestTimeout => "requests that timed out",
            Self::ResponseLost => "responses lost",
            Self::SlowRequest => "slow requests",
            Self::ReplicaLag => "reads of a replica that was behind",
            Self::ResponseAfterAbort => "responses after the flight was given up",
            Self::TokenExpired => "requests answered with 401",
            Self::FrameRepeated => "frames repeated",
            Self::FrameDelayed => "frames delayed",
            Self::Disconnect => "links broken",
            Self::DisconnectBeforeReady => "links broken before the subscription",
            Self::HalfOpen => "links half open",
            Self::Overflow => "overflows of the link",
            Self::Offline => "networks away",
            Self::NoteLost => "notes lost",
            Self::MessageLate => "window messages late",
            Self::CallRejected => "calls rejected",
            Self::AnswerLost => "answers to calls lost",
            Self::EarlierPage => "calls of an earlier page",
            Self::WindowCrash => "windows crashed or reloaded",
            Self::WindowSleep => "windows asleep",
            Self::ClockForward => "clock jumps forward",
            Self::ClockBack => "clock jumps back",
            Self::ActionAnswerLost => "answers to actions lost",
            Self::Unreachable => "actions that found no connection",
            Self::CoreRestart => "cores died and started again",
            Self::SignOut => "people signed out",
            Self::Outage => "outages of the backend",
            Self::BackendRestart => "backends restarted",
            Self::SignInRefused => "sign-ins refused in passing",
            Self::RetryAfter => "answers that ask to be left alone",
            Self::AnswerCut => "answers that broke off",
            Self::Gateway => "answers of a gateway",
            Self::SlowAnswer => "answers beyond the time limit",
            Self::Missing => "requests answered with 404 after a deploy",
            Self::FrameUnreadable => "frames that could not be read",
            Self::Unproved => "resumptions that were only claimed",
        }
    }
}

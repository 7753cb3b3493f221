"""What the core needs from the world, as protocols. `storage` and `knowledge` fulfil them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self
from uuid import UUID

from core.facts import Conditions, Facts
from core.messages import Address, Outgoing


@dataclass(frozen=True, slots=True)
class User:
    """A person as we know them: nothing of the messenger's account stands in clear."""

    user_id: UUID
    language: str | None = None  # an explicit choice; None = what the client says, else ko
    preferences: Mapping[str, Any] = field(default_factory=dict)
    consent_version: str | None = None
    consented_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation of at most `expires_at`. `state` is the conversation's JSON, encrypted at rest.

    An ended session keeps no state and no birth; `in_form` outlives the end and says whether a form was cut off.
    """

    session_id: UUID
    user_id: UUID
    created_at: datetime
    last_activity: datetime
    expires_at: datetime
    state: Mapping[str, Any] = field(default_factory=dict)
    birth: Mapping[str, Any] | None = None  # the whole birth as JSON (INTERFACES), encrypted at rest
    in_form: bool = False  # a form was open at the last save
    next_order: int = 1  # of the next line in the log; when it has moved on, so has the conversation


@dataclass(frozen=True, slots=True)
class SavedBirth:
    """A birth that the person had remembered on purpose, encrypted at rest.

    `label` says whose it is; both are read as core/saved_birth.py writes them.
    """

    profile_id: UUID
    label: str
    birth: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One row of the conversation log; `content` is already free of birth data (SAFETY.md)."""

    role: str  # system | user | assistant | tool
    content: str
    model_name: str | None = None
    response_time_ms: int | None = None
    tool_calls: Sequence[Mapping[str, Any]] = ()  # of an assistant; `content` may then be empty
    tool_call_id: str | None = None  # of a tool: the call that it answers
    tokens_in: int | None = None
    tokens_out: int | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """One measurement. `name` is one of a closed set (storage/metrics.py); `endpoint` says of what: a step of the
    form, a topic, a platform, an error code. Both are code words: nothing of a person fits into them.
    """

    name: str
    value: float
    endpoint: str | None = None


class Users(Protocol):
    async def get_or_add(self, address: Address, now: datetime) -> User: ...

    async def save(self, user: User, now: datetime) -> None: ...

    async def erase(self, user_id: UUID, now: datetime) -> None:
        """Destroys the keys and removes every row of this person; a nameless row keeps the date of it."""


class Sessions(Protocol):
    async def latest(self, user_id: UUID) -> Session | None:
        """The newest session, live or ended (then state is empty and birth None), or None."""

    async def open(self, user_id: UUID, now: datetime) -> Session:
        """A new session with its own data key."""

    async def renew(self, user_id: UUID, latest: Session | None, now: datetime) -> Session:
        """Ends `latest`, the session that was loaded, and opens the next, under the lock of the person.

        `Overtaken` when there is a newer one than `latest`, or the person was erased meanwhile.
        """

    async def save(self, session: Session, entries: Sequence[LogEntry] = ()) -> None:
        """Writes state, birth, in_form and last_activity of a live session, and adds `entries` to its log.

        Under the lock of the session's row, and only if it stands at `session.next_order`: two turns at once of
        one person never mix. `expires_at` is worked out from last_activity (SAJU_SESSION_MINUTES, and an absolute
        cap), not taken over. `Overtaken("session_ended")` when the session ended meanwhile or has moved on.
        """

    async def end(self, session_id: UUID, now: datetime) -> None:
        """Destroys the session's key and clears state and birth; also what depends on that key."""

    async def end_expired(self, now: datetime) -> int:
        """Ends every session whose `expires_at` has passed; returns how many."""


class SavedBirths(Protocol):
    """What a person had remembered, each under a key of its own: it outlives every session and no erasure."""

    async def of(self, user_id: UUID) -> Sequence[SavedBirth]:
        """At most ten, oldest first; none of who was erased."""

    async def save(
        self, user_id: UUID, label: str, birth: Mapping[str, Any], identity: bytes, now: datetime
    ) -> None:
        """Births of equal `identity` are one, in the place of the first: what was kept of it before is destroyed.

        `Overtaken` when ten others are there, or the person was erased meanwhile.
        """

    async def forget(self, user_id: UUID, profile_id: UUID) -> None:
        """Destroys one of this person's, its key with it; what is gone already is gone."""


class Readings(Protocol):
    async def save(self, session: Session, chart: Mapping[str, Any], now: datetime) -> UUID:
        """Stores a calculation and its analysis (the JSON chart of INTERFACES); the same inputs are one row."""


class Messages(Protocol):
    async def append(self, session: Session, entries: Sequence[LogEntry], now: datetime) -> None:
        """Adds rows in order, encrypted under the session's key; `Unavailable("session_ended")` as in `save`."""


class Updates(Protocol):
    async def take(self, platform: str, event_id: str, now: datetime, turn_id: UUID | None = None) -> bool:
        """True the first time this event is seen, False ever after."""

    async def taken_by(self, platform: str, event_id: str) -> UUID | None:
        """The turn that took this event. When it is one's own, an earlier try was committed after all."""


class Metrics(Protocol):
    async def record(self, metrics: Sequence[Metric], now: datetime) -> None:
        """Adds measurements. Raises ValueError for a name that is not known or an endpoint that is no code word."""


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """A messenger's own update, word for word. Those of one `chat_key` are worked off in order."""

    event_id: str
    chat_key: str
    payload: bytes


class Inbox(Protocol):
    """Updates that were accepted and are not worked off yet."""

    async def put(self, platform: str, updates: Sequence[StoredUpdate], now: datetime) -> Sequence[str]:
        """Stores updates encrypted; the ids of those events that were not known before."""

    async def pending(self, platform: str) -> Sequence[StoredUpdate]:
        """Those not done, in the order of their coming."""

    async def done(self, platform: str, event_ids: Sequence[str], now: datetime) -> None:
        """Destroys the payloads and keeps the events' keyed hashes, so that they stay known."""


class Outbox(Protocol):
    """Replies from the commit of their turn until the messenger has taken them."""

    async def add(
        self, user_id: UUID, session: Session | None, turn_id: UUID, replies: Sequence[Outgoing], now: datetime
    ) -> None:
        """Stores the replies of a turn under the session's key; None: the last words to a person now erased."""

    async def of_event(self, platform: str, event_id: str) -> Sequence[Outgoing]:
        """What still waits of the turn that took the event, in order."""

    async def pending(self, platform: str) -> Sequence[Outgoing]:
        """All that waits, oldest first."""

    async def attempt(self, outbox_id: UUID) -> None:
        """A send begins: after a crash this reply may be there already."""

    async def sent(self, outbox_ids: Sequence[UUID], now: datetime) -> None:
        """The messenger has them: the content is destroyed, the rows are kept."""

    async def failed(self, outbox_id: UUID, reason: str, now: datetime) -> None:
        """It will never be sent (`reason`: a code word, ≤ 16 characters): the content is destroyed."""


class MessageRefs(Protocol):
    """One short note of a messenger for each address, such as the id of the message that holds the form."""

    async def get(self, address: Address) -> str | None:
        """None when nothing was noted in the session that lives now."""

    async def set(self, refs: Mapping[Address, str], now: datetime) -> None:
        """Replaces the notes of these addresses, all of one platform.

        A note ends with the session of its person; where none lives, nothing is noted.
        """


class UnitOfWork(Protocol):
    """One transaction. Leaving without `commit` rolls back.

    Lines of the log, replies and measurements may be written as late as the commit: within it nobody reads them.
    """

    @property
    def users(self) -> Users: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def saved_births(self) -> SavedBirths: ...

    @property
    def readings(self) -> Readings: ...

    @property
    def messages(self) -> Messages: ...

    @property
    def updates(self) -> Updates: ...

    @property
    def metrics(self) -> Metrics: ...

    @property
    def inbox(self) -> Inbox: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def message_refs(self) -> MessageRefs: ...

    async def meet(self, address: Address, now: datetime) -> tuple[User, Session | None]:
        """Whom an event is from (`Users.get_or_add`), with the newest session (`Sessions.latest`)."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None: ...

    async def commit(self) -> None: ...


class OpensUnitOfWork(Protocol):
    def __call__(self) -> UnitOfWork: ...


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of knowledge. `source` reads "book, chapter"; `score` is 0 where nothing was searched for."""

    id: str
    collection: str
    text: str
    source: str
    topic: str
    conditions: Conditions = field(default_factory=dict)
    polarity: str = "="  # "+", "-" or "="
    confidence: float = 0.6
    score: float = 0.0


class Library(Protocol):
    async def search(
        self, query: str, *, facts: Facts | None = None, limit: int = 5, language: str = "ko"
    ) -> Sequence[Passage]:
        """The best passages for a question, none of which contradicts `facts` (None: about nobody's chart)."""

    async def matching(
        self, facts: Facts, *, topic: str | None = None, limit: int = 8, language: str = "ko"
    ) -> Sequence[Passage]:
        """Passages with conditions that hold for the chart, most specific first; no question needed."""

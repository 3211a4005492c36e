"""The shop as the FastAPI and the Socket.IO server keep it: people, their tokens, and orders in SQLite.

To the examples in docs/emitting this module is "your own code". Channels has the same in Django's models.
"""

import sqlite3
from collections import Counter
from contextlib import contextmanager

# Token -> person. A token in `expired` was one of these.
TOKENS = {"ada-token": "ada", "ada-token-2": "ada", "ben-token": "ben", "old-token": "ada"}
expired = {"old-token"}

# What the tests ask about: GET requests by path, refused ones too; and sign-ins refused, over HTTP and sockets.
counts = {"gets": Counter(), "refused": 0}

_database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
_database.executescript(
    """
    CREATE TABLE orders (id INTEGER PRIMARY KEY, shop TEXT NOT NULL, total INTEGER NOT NULL, key TEXT UNIQUE);
    CREATE TABLE profiles (person TEXT PRIMARY KEY, name TEXT NOT NULL, revision INTEGER NOT NULL);
    INSERT INTO profiles VALUES ('ada', 'Ada', 0), ('ben', 'Ben', 0);
    """
)


def person_of(token: str | None) -> str | None:
    """Whose token this is, if it is good now."""
    person = None if token in expired else TOKENS.get(token or "")
    counts["refused"] += person is None
    return person


@contextmanager
def transaction():
    """A transaction: committed when the block is left, undone when it raises."""
    _database.execute("BEGIN IMMEDIATE")
    try:
        yield _database
    except BaseException:
        _database.execute("ROLLBACK")
        raise
    _database.execute("COMMIT")


def orders(shop: str) -> dict:
    """The last orders of a shop. `revision` counts all there ever were."""
    count = _database.execute("SELECT count(*) FROM orders WHERE shop = ?", (shop,)).fetchone()[0]
    rows = _database.execute("SELECT id, total FROM orders WHERE shop = ? ORDER BY id DESC LIMIT 10", (shop,))
    return {"shop": shop, "rows": [{"id": row[0], "total": row[1]} for row in rows], "revision": count}


def profile(person: str) -> dict:
    """A person's profile."""
    name, revision = _database.execute(
        "SELECT name, revision FROM profiles WHERE person = ?", (person,)
    ).fetchone()
    return {"person": person, "name": name, "revision": revision}

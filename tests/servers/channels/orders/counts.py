"""What the tests ask about. It is of this process only, also where two processes serve one population."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Counts:
    """Sockets that are open now by person, GET requests by path, sign-ins refused."""

    sockets: Counter = field(default_factory=Counter)
    gets: Counter = field(default_factory=Counter)
    refused: int = 0


counts = Counts()

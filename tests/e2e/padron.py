"""What people do at the padrón procedure, for the end-to-end tests."""

from agent.bench.person import Person
from agent.protocol import Seen


async def identifies(person: Person, card: str = "resident") -> None:
    await person.reads("home", having="padron")
    await person.taps("padron")
    await person.reads("wait")
    await person.presents(card)


async def asks_for(
    person: Person, kind: str = "volante", purpose: str = "aid", who: str = "me", deadline: float = 10.0
) -> Seen:
    for answer in (kind, purpose, who):
        await person.reads("choose", having=answer)
        await person.taps(answer)
    return await person.reads("preview", having="print", deadline=deadline)


async def takes_everything_and_leaves(person: Person) -> None:
    await person.reads("done", having="finish")
    await person.taps("finish")
    await person.reads("show")
    await person.takes_card()
    await person.reads("home")


async def is_told(person: Person, code: str | None, deadline: float = 15.0) -> Seen:
    """The visit ended without the paper: a screen that says so, with that code."""
    seen = await person.reads("sorry", having="finish", deadline=deadline)
    assert seen.code == code
    return seen


async def to_the_preview(
    person: Person, card: str = "resident", kind: str = "volante", purpose: str = "aid", who: str = "me"
) -> Seen:
    await identifies(person, card)
    return await asks_for(person, kind, purpose, who)

"""The bench's page in a real browser: what is seen and done there is seen and done on the kiosk."""

import asyncio

import pytest
import pytest_asyncio

from agent.bench.handles import Handles
from agent.bench.person import Person
from tests.e2e.browser import Browser
from tests.e2e.conftest import Tray

GLASS = """
const canvas = document.querySelector('#screen'), box = canvas.getBoundingClientRect();
const scale = Math.min(box.width / canvas.width, box.height / canvas.height);
return [box.left + (box.width - canvas.width * scale) / 2,
        box.top + (box.height - canvas.height * scale) / 2, scale];
"""
PAPER_SHOWN = "return document.querySelector(`[data-paper='${arguments[0]}'] img`)?.naturalWidth > 300"
PIXEL = "return [...document.querySelector('#screen').getContext('2d').getImageData(...arguments, 1, 1).data]"


class Page:
    """The page under a hand and an eye."""

    def __init__(self, browser: Browser, bench: Handles) -> None:
        self.browser, self._bench = browser, bench

    async def touches(self, target: str) -> None:
        """On the live picture, where the kiosk drew that target."""
        seen = self._bench.watcher.seen
        assert seen is not None
        place = next(one for one in seen.targets if one.id == target)
        left, top, scale = await self.browser.run(GLASS)
        x = round(left + scale * (place.x + place.width / 2))
        y = round(top + scale * (place.y + place.height / 2))
        await self.browser.mouse(("down", x, y), ("up", x, y))

    async def change(self) -> int:
        """Which picture of the kiosk is on the page."""
        return int(await self.browser.run("return document.querySelector('#screen').dataset.change ?? -1"))

    async def shows_the_kiosks_pixels(self) -> None:
        """Everywhere on a grid, within what JPEG loses."""
        async with asyncio.timeout(10):
            while await self.change() < self._bench.screen.changes:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        picture = (await self._bench.screen.picture()).convert("RGB")
        for x in range(100, picture.width, 220):
            for y in range(20, picture.height, 190):
                shown = await self.browser.run(PIXEL, x, y)
                real = picture.getpixel((x, y))
                assert isinstance(real, tuple)
                assert all(abs(a - b) < 40 for a, b in zip(real, shown, strict=False)), (x, y, real, shown)


@pytest_asyncio.fixture(loop_scope="session")
async def page(bench: Handles, url: str, chromium: Browser) -> Page:
    await chromium.open(url)
    await chromium.until("return document.querySelector('#screen').dataset.change !== undefined")
    await chromium.until("return document.querySelectorAll('#cards .card').length > 5")
    return Page(chromium, bench)


async def test_the_live_picture_is_the_kiosks_screen(page: Page) -> None:
    await page.shows_the_kiosks_pixels()


async def test_a_touch_on_the_page_is_a_touch_on_the_kiosk(page: Page, person: Person) -> None:
    await page.touches("padron")
    await person.reads("wait")
    await page.shows_the_kiosks_pixels()
    await page.touches("wish:cancel")
    await person.reads("home")


async def test_a_finger_that_slides_off_before_it_lifts_does_nothing(page: Page, person: Person) -> None:
    seen = await person.reads("home", having="padron")
    place = next(one for one in seen.targets if one.id == "padron")
    left, top, scale = await page.browser.run(GLASS)
    x, y = (
        round(left + scale * (place.x + place.width / 2)),
        round(top + scale * (place.y + place.height / 2)),
    )
    await page.browser.mouse(("down", x, y), ("move", x, y - 80), ("up", x, y - 120))
    with pytest.raises(AssertionError):
        await person.reads("wait", deadline=0.7)


async def test_a_whole_visit_by_hand_on_the_page(
    page: Page, person: Person, bench: Handles, paper: Tray
) -> None:
    await page.touches("padron")
    await person.reads("wait")
    await page.browser.click("[data-card=resident]")
    await person.reads("pin")
    await person.types_pin(bench.drawer["resident"].pin)
    for target in ("volante", "aid", "me"):
        await person.reads("choose", having=target)
        await page.touches(target)
    await person.reads("preview")
    await page.touches("print")
    await person.reads("done")
    await page.browser.until(PAPER_SHOWN, paper.latest().number)
    await page.browser.click("#slot")
    await page.browser.until("return document.querySelector('#in-slot').textContent === 'empty'")
    assert len(paper.pages) == 1


async def test_a_fault_switched_on_the_page_reaches_the_kiosk(
    page: Page, person: Person, bench: Handles
) -> None:
    await page.browser.click("[data-fault='printer.jam']")
    await page.browser.until("return document.querySelector('#devices').textContent.includes('K-PRINTER')")
    await page.browser.click("#mend")
    await page.browser.until("return !document.querySelector('#devices').textContent.includes('K-PRINTER')")
    assert not bench.faults.on("printer.jam")


async def test_the_network_is_cut_from_the_page(page: Page, bench: Handles) -> None:
    await page.browser.click("#network input[value=cut] + span")
    await page.browser.until("return document.querySelector('#network input[value=cut]').checked")
    await page.browser.until("return document.querySelector('#devices').textContent.includes('K-CITY')")
    await page.browser.click("#network input[value=open] + span")
    await page.browser.until("return !document.querySelector('#devices').textContent.includes('K-CITY')")


async def test_the_page_has_no_complaint_and_no_sideways_scroll(page: Page) -> None:
    assert await page.browser.errors() == []
    assert await page.browser.run("return document.documentElement.scrollWidth <= innerWidth")

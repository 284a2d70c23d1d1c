"""Moving about in a graph of 500 states in a browser that draws without a graphics card: time from frame to frame."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.__main__ import machine
from benchmarks._serving import Bench

OPTIONS = 9
FRAMES = """
(pan) => new Promise((done) => {
  const frame = document.querySelector("#explore .roam");
  const box = frame.getBoundingClientRect();
  const y = box.top + box.height / 2;
  const sent = (kind, x) =>
    frame.dispatchEvent(new PointerEvent(kind, {bubbles: true, clientX: x, clientY: y, pointerId: 1}));
  frame.setPointerCapture = () => {};
  const took = [];
  let last = null;
  let x = box.left + box.width - 40;
  if (pan) sent("pointerdown", x);
  const step = (now) => {
    if (last !== null) took.push(now - last);
    last = now;
    if (pan) sent("pointermove", (x -= 11));
    if (took.length < 80) requestAnimationFrame(step);
    else {
      if (pan) sent("pointerup", x);
      done(took.sort((one, two) => one - two));
    }
  };
  requestAnimationFrame(step);
})
"""


def document() -> str:
    """Return a conflict of three actors and nine options, of whose 512 combinations 496 can be."""
    names = [f"o{place}" for place in range(OPTIONS)]
    lines = ["countermove: 1", "title: Nine options", "actors: {a: {name: A}, b: {name: B}, c: {name: C}}", "models:"]
    lines += ["  m:", "    kind: conflict", "    options:"]
    for place, actor in enumerate("abc"):
        own = ", ".join(f"{name}: {{name: {name}}}" for name in names[place::3])
        lines.append(f"      {actor}: {{{own}}}")
    lines += [f"    infeasible: [{' and '.join(names[:5])}]", "    preferences:"]
    for place, actor in enumerate("abc"):
        lines.append(
            f"      {actor}: {{statements: [{names[place]}, not {names[(place + 1) % 3]}, {names[place + 3]}]}}"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print one line."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as place, sync_playwright() as player:
        (Path(place) / "nine.yaml").write_text(document(), encoding="utf-8")
        bench = Bench(Path(place))
        browser = player.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{bench.printed}&name=nine.yaml")
        page.get_by_role("button", name="Move about in this figure").click(timeout=120_000)
        page.locator("#explore .roam").wait_for()
        states = page.locator("#explore g.state").count()
        drawing = page.locator("#explore .roam svg")
        before = drawing.get_attribute("viewBox")
        still, near = page.evaluate(FRAMES, False), page.evaluate(FRAMES, True)
        assert drawing.get_attribute("viewBox") != before, "nothing moved"
        page.locator("#explore .roam").focus()
        for _ in range(7):
            page.keyboard.press("-")
        whole = page.evaluate(FRAMES, True)
        browser.close()
        bench.end()
    middle, late = len(near) // 2, int(len(near) * 0.95)
    print(
        f"workbench-pan: {near[middle]:.0f} ms from frame to frame ({near[late]:.0f} ms in the slowest twentieth) "
        f"while moving about among {states} states, {whole[middle]:.0f} ms ({whole[late]:.0f} ms) seen from afar; "
        f"{near[middle] / still[middle]:.1f} × and {whole[middle] / still[middle]:.1f} × the same page at rest "
        f"({still[middle]:.0f} ms), drawn without a graphics card; {machine()}"
    )


if __name__ == "__main__":
    main()

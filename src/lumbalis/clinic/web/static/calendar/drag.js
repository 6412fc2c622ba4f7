/**
 * Moving a visit on the board of a day: dragged with a pointer, or with Alt and the arrow keys.
 * Where it may go is asked of the clinic when it is picked up; a drop anywhere else does nothing.
 * @module
 */
const TICK_MIN = 5;
const NOWHERE = "00000000-0000-0000-0000-000000000000";
const board = document.querySelector("[data-board]");
const form = document.querySelector("[data-move]:not([data-board])");
const said = document.querySelector("[data-said]");

/** @typedef {{starts: Record<string, number[]>, version: number}} Spots */

/** @param {string} address @param {string} visit */
const addressOf = (address, visit) => address.replace(NOWHERE, visit);

/** Ask where a visit may go on this day. @param {string} visit @returns {Promise<Spots>} */
async function spotsOf(visit) {
  const answer = await fetch(`${addressOf(board.dataset.spots, visit)}?day=${board.dataset.day}`, { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : { starts: {}, version: -1 };
}

/** Send a visit to a start. @param {string} visit @param {number} minute @param {string} therapist @param {number} version */
function send(visit, minute, therapist, version) {
  const two = (n) => String(n).padStart(2, "0");
  form.action = addressOf(board.dataset.move, visit);
  form.elements.spot.value = `${board.dataset.day}T${two(Math.floor(minute / 60))}:${two(minute % 60)}/${therapist}`;
  form.elements.version.value = version;
  form.submit();
}

const opens = Number(board?.dataset.opens ?? 0);
let held = null;

/** Show the starts that keep every rule. @param {HTMLElement} block @param {Spots} spots */
function showSpots(block, { starts }) {
  held.marks = [];
  let count = 0;
  for (const column of board.querySelectorAll("[data-column]")) {
    const own = starts[column.dataset.column] ?? [];
    count += own.length;
    for (const [minute, ticks] of bands(own)) {
      const mark = document.createElement("li");
      mark.className = `block block--drop t${(minute - opens) / TICK_MIN} h${ticks}`;
      mark.setAttribute("aria-hidden", "true");
      column.querySelector("ol").append(mark);
      held.marks.push(mark);
    }
  }
  said.textContent = count ? `${board.dataset.allowed} ${count}` : board.dataset.nowhere;
}

/** Join starts that follow each other: where a band begins, and how many ticks it is long. */
function bands(minutes) {
  const joined = [];
  for (const minute of [...minutes].sort((a, b) => a - b)) {
    const last = joined.at(-1);
    if (last && minute === last[0] + last[1] * TICK_MIN) last[1] += 1;
    else joined.push([minute, 1]);
  }
  return joined;
}

/** Forget what was picked up. */
function letGo() {
  held?.marks?.forEach((one) => one.remove());
  held?.block.classList.remove("is-dragged");
  held = null;
}

/** Give the allowed start nearest to a place in a column, within half an hour. */
function nearest(column, y) {
  const box = column.querySelector("ol").getBoundingClientRect();
  const last = Number(board.querySelector(".board__rail li:last-child").className.match(/t(\d+)/)[1]) + 1;
  const minute = opens + Math.round(((y - box.top) / box.height) * last) * TICK_MIN;
  const near = (held.spots?.starts[column.dataset.column] ?? []).map((one) => [Math.abs(one - minute), one]).sort((a, b) => a[0] - b[0])[0];
  return near && near[0] <= 30 ? near[1] : null;
}

function watchDrag() {
  board.addEventListener("dragstart", (event) => {
    const block = event.target.closest("[data-visit]");
    if (!block) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", block.dataset.visit);
    held = { block, from: event.clientY - block.getBoundingClientRect().top };
    block.classList.add("is-dragged");
    const mine = held;
    spotsOf(block.dataset.visit).then((spots) => {
      if (held !== mine) return;
      held.spots = spots;
      showSpots(block, spots);
    });
  });
  board.addEventListener("dragover", (event) => {
    const column = event.target.closest("[data-column]");
    if (held?.spots && column && nearest(column, event.clientY - held.from) !== null) event.preventDefault();
  });
  board.addEventListener("drop", (event) => {
    const column = event.target.closest("[data-column]");
    const minute = held?.spots && column ? nearest(column, event.clientY - held.from) : null;
    if (minute === null) return;
    event.preventDefault();
    send(held.block.dataset.visit, minute, column.dataset.column, held.spots.version);
  });
  board.addEventListener("dragend", letGo);
}

/** With Alt and up or down a visit goes to the next allowed start of the same hands. */
function watchKeys() {
  board.addEventListener("keydown", async (event) => {
    const block = event.target.closest("[data-visit]");
    if (!block || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const column = block.closest("[data-column]").dataset.column;
    const now = opens + Number(block.className.match(/ t(\d+)/)[1]) * TICK_MIN;
    const { starts, version } = await spotsOf(block.dataset.visit);
    const later = event.key === "ArrowDown";
    const there = (starts[column] ?? []).filter((one) => (later ? one > now : one < now));
    if (!there.length) said.textContent = board.dataset.nowhere;
    else send(block.dataset.visit, later ? Math.min(...there) : Math.max(...there), column, version);
  });
}

if (board && form) {
  watchDrag();
  watchKeys();
}

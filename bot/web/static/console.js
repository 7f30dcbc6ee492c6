// Keeps a page fresh and usable by keyboard. Without it every page still works.
"use strict";

const clockOffset = Date.parse(document.body.dataset.now) - Date.now();
const MINUTE = 60000;
const SOON = 4 * 60;

// The words of bot/web/console/times.py; change both together.
function spanWords(minutes) {
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
  return `${Math.floor(minutes / (24 * 60))} days`;
}

function tellTimes() {
  const now = Date.now() + clockOffset;
  for (const element of document.querySelectorAll("time[data-due], time[data-since]")) {
    const left = Date.parse(element.dateTime) - now;
    const minutes = Math.floor(Math.abs(left) / MINUTE);
    let words = left > 0 ? `in ${spanWords(minutes)}` : minutes < 1 ? "just now" : `${spanWords(minutes)} ago`;
    if ("due" in element.dataset) {
      words = left > 0 ? `due in ${spanWords(minutes)}` : `overdue by ${spanWords(minutes)}`;
      const pressure = left <= 0 ? "over" : left <= SOON * MINUTE ? "soon" : "calm";
      element.className = `clock clock-${pressure}`;
    }
    if (element.textContent !== words) element.textContent = words;
  }
}

// A page that cannot be refreshed must not look calm: after two misses it says so.
let misses = 0;

function tellConnection(well) {
  misses = well ? 0 : misses + 1;
  const notice = document.getElementById("stale");
  if (notice) notice.hidden = misses < 2;
}

function refreshAll() {
  for (const holder of document.querySelectorAll("[data-poll]")) refresh(holder);
}

async function refresh(holder) {
  if (document.hidden || holder.querySelector("form:focus-within select, form:focus-within textarea")) return;
  const headers = holder.etag ? { "If-None-Match": holder.etag } : {};
  let answer;
  try {
    answer = await fetch(holder.dataset.poll, { headers, cache: "no-store", credentials: "same-origin" });
  } catch {
    answer = { status: 0 };
  }
  tellConnection([200, 304, 401].includes(answer.status));
  if (answer.status === 401) {
    location.reload();
    return;
  }
  if (answer.status !== 200) return;
  holder.etag = answer.headers.get("ETag");
  const focused = holder.contains(document.activeElement) ? document.activeElement : null;
  const row = focused && focused.closest("[data-row]");
  const place = row && { id: row.id, onRow: focused === row, href: focused.getAttribute("href") };
  holder.innerHTML = await answer.text();
  if (place) restoreFocus(place);
  tellTimes();
}

function restoreFocus(place) {
  const row = document.getElementById(place.id);
  if (!row) return;
  const inside = place.href ? row.querySelector(`a[href="${CSS.escape(place.href)}"]`) : row.querySelector("button");
  (place.onRow ? row : inside || row).focus({ preventScroll: true });
}

function rows() {
  return [...document.querySelectorAll("[data-row]")];
}

function currentRow() {
  return document.activeElement && document.activeElement.closest("[data-row]");
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(currentRow());
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
  all[next].focus();
  all[next].scrollIntoView({ block: "nearest" });
}

function submit(name) {
  const row = currentRow() || (document.activeElement && document.activeElement.closest("section"));
  const inRow = row && row.querySelector(`form[${name}]`);
  const all = document.querySelectorAll(`form[${name}]`);
  // On a page with several, only the one that is chosen: a key must never hit the wrong family.
  const form = inRow || (all.length === 1 ? all[0] : null);
  if (form) form.requestSubmit();
}

function openNotice() {
  const row = currentRow();
  const all = document.querySelectorAll("a[data-noc]");
  const link = (row && row.querySelector("a[data-noc]")) || (all.length === 1 ? all[0] : null);
  if (link) link.click();
}

function showKeys() {
  const keys = document.getElementById("keys");
  if (keys && !keys.open) keys.showModal();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog[open]")) return;
  const act = {
    j: () => move(1),
    k: () => move(-1),
    a: () => submit("data-ack"),
    t: () => submit("data-take"),
    n: openNotice,
    "?": showKeys,
  }[event.key];
  if (act) {
    event.preventDefault();
    act();
  } else if (event.key === "Enter" && event.target.matches("[data-row]")) {
    const link = event.target.querySelector("[data-open]");
    if (link) link.click();
  }
}

function openTarget() {
  const row = location.hash && document.getElementById(location.hash.slice(1));
  if (!row || !row.matches("[data-row], section")) return;
  const details = row.querySelector("details");
  if (details) details.open = true;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "start" });
}

document.addEventListener("keydown", onKey);
for (const button of document.querySelectorAll("[data-keys]")) button.addEventListener("click", showKeys);
for (const holder of document.querySelectorAll("[data-poll]")) {
  setInterval(() => refresh(holder), Number(holder.dataset.every) * 1000);
}
setInterval(tellTimes, 20000);
document.addEventListener("visibilitychange", refreshAll);
window.addEventListener("hashchange", openTarget);
openTarget();

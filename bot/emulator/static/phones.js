// Draws the phones and polls for changes. Everything a person wrote goes in as text, never as markup.
"use strict";

const POLL_MS = 1000;
const cards = new Map(); // number -> element
const drawn = new Map(); // sid -> JSON of the bubble as drawn
let etag = "";
let latest = { phones: [], mails: [], alerts: [] };

const byId = (id) => document.getElementById(id);
const fromTemplate = (id) => byId(id).content.firstElementChild.cloneNode(true);

async function send(path, data) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(data),
  });
  if (!answer.ok) throw new Error((await answer.json()).error);
  return answer.json();
}

// Chromium settles the direction of a part of a template while it is empty: it must be asked anew.
function write(element, text) {
  element.textContent = text;
  element.removeAttribute("dir");
  element.dir = "auto";
}

function tell(text) {
  byId("said").textContent = text;
}

function clockTime(iso) {
  const at = new Date(iso);
  const hour = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (at.toDateString() === new Date().toDateString()) return hour;
  return `${at.toLocaleDateString([], { month: "short", day: "numeric" })}, ${hour}`;
}

function stateOf(message) {
  if (message.side === "call") return message.seconds ? `${message.seconds} s` : "call";
  if (message.side === "provider") return "from the phone company";
  if (message.side === "own") {
    return { waiting: "✓ sent", taken: "✓✓ taken by the service", lost: "! not taken by the service" }[message.hook];
  }
  if (message.error) return `! not delivered: ${message.error}`;
  if (message.status === "delivered") return "✓✓ delivered";
  if (message.arrived) return "✓ arrived, no receipt";
  return message.status === "sent" ? "✓ on its way" : "… on its way";
}

function fillBubble(bubble, message) {
  bubble.dataset.side = message.side;
  bubble.classList.toggle("lost", Boolean(message.error));
  bubble.classList.toggle("coming", message.side === "received" && !message.arrived && !message.error);
  const media = message.media.map((kind) => `[${kind || "picture"}]`).join(" ");
  write(bubble.querySelector(".body"), [message.body, media].filter(Boolean).join("\n") || "(empty)");
  const time = bubble.querySelector("time");
  time.dateTime = message.at;
  time.textContent = clockTime(message.at);
  time.title = new Date(message.at).toLocaleString();
  const state = bubble.querySelector(".state");
  state.textContent = `· ${stateOf(message)}`;
  state.classList.toggle("bad", message.hook === "lost");
}

function drawThread(list, phone) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const known = new Set(phone.thread.map((message) => message.sid));
  let grown = false;
  for (const item of [...list.children]) {
    if (!known.has(item.dataset.sid)) item.remove();
  }
  const bubbles = new Map([...list.children].map((item) => [item.dataset.sid, item]));
  for (const message of phone.thread) {
    let bubble = bubbles.get(message.sid);
    if (!bubble) {
      bubble = fromTemplate("bubble");
      bubble.dataset.sid = message.sid;
      drawn.delete(message.sid);
      grown = true;
      list.append(bubble);
    }
    const now = JSON.stringify(message);
    if (drawn.get(message.sid) !== now) fillBubble(bubble, message);
    drawn.set(message.sid, now);
  }
  if (!phone.thread.length || phone.earlier) list.prepend(quietLine(phone));
  if (grown && atEnd) list.scrollTop = list.scrollHeight;
}

function quietLine(phone) {
  const line = document.createElement("li");
  line.className = "quiet";
  line.textContent = phone.earlier ? `${phone.earlier} earlier messages are not shown` : "No messages yet";
  return line;
}

function changes(select, path, field, what) {
  select.addEventListener("change", async (event) => {
    try {
      await send(path, { [field]: event.target.value });
      tell(`Changed. It counts for the ${what} that come from now on.`);
    } catch (problem) {
      tell(`Not changed: ${problem.message}`);
    }
  });
}

function takesCalls(card, path) {
  const act = async (what, data) => {
    try {
      await send(`${path}/${what}`, data);
      await poll();
    } catch (problem) {
      tell(problem.message);
    }
  };
  const keypad = card.querySelector(".keypad");
  for (const key of "123456789*0#") {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = key;
    button.addEventListener("click", () => act("keys", { keys: key }));
    keypad.append(button);
  }
  keypad.addEventListener("keydown", (event) => {
    if (/^[0-9*#]$/.test(event.key)) act("keys", { keys: event.key });
  });
  for (const button of card.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => act(button.dataset.act, {}));
  }
}

// The call that rings or goes on. What is said on it is written down: this phone has no voice.
function drawCall(card, call, name) {
  const panel = card.querySelector(".call");
  const wasRinging = panel.classList.contains("ringing");
  panel.hidden = !call || !(call.ringing || call.answered);
  panel.classList.toggle("ringing", Boolean(call && call.ringing));
  if (panel.hidden) return;
  const heard = panel.querySelector(".heard");
  panel.querySelector(".calling").textContent = call.ringing ? `Incoming call for ${name}` : `${name} is on the phone`;
  panel.querySelector(".take").hidden = call.answered;
  panel.querySelector(".keypad").hidden = !call.answered;
  panel.querySelector(".drop").textContent = call.answered ? "Hang up" : "Refuse";
  const typed = panel.querySelector(".typed");
  typed.hidden = !call.keys;
  typed.textContent = `Pressed: ${call.keys}`;
  if (heard.dataset.drawn !== JSON.stringify(call.heard)) {
    heard.dataset.drawn = JSON.stringify(call.heard);
    heard.replaceChildren(
      ...call.heard.map((words) => {
        const line = document.createElement("li");
        write(line, words);
        return line;
      }),
    );
    heard.scrollTop = heard.scrollHeight;
  }
  if (wasRinging && call.answered) panel.querySelector(".keypad button").focus();
}

function makeCard(phone) {
  const card = fromTemplate("card");
  const path = `/emulator/phones/${encodeURIComponent(phone.number)}`;
  const text = card.querySelector("textarea");
  const form = card.querySelector("form.say");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = text.value;
    if (!body.trim()) return;
    try {
      text.value = "";
      await send(`${path}/say`, { body });
      card.querySelector(".thread").scrollTop = 1e6;
      await poll();
    } catch (problem) {
      text.value = body;
      tell(`Not sent: ${problem.message}`);
    }
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  changes(card.querySelector("select.texts"), `${path}/delivery`, "delivery", "texts");
  changes(card.querySelector("select.calls"), `${path}/calls`, "calls", "calls");
  takesCalls(card, path);
  cards.set(phone.number, card);
  return card;
}

function kindOf(phone) {
  if (phone.holder === "staff") return "staff";
  return phone.scripted ? "scripted" : "typed";
}

function choose(select, value, usual) {
  if (![...select.options].some((option) => option.value === value)) select.append(new Option(value, value));
  if (document.activeElement !== select) select.value = value;
  select.classList.toggle("changed", value !== usual);
}

function fillCard(card, phone) {
  const name = phone.name || "Unknown phone";
  const words = { staff: "Staff", scripted: "Answers by itself", typed: "Yours to type on" };
  write(card.querySelector("h3"), name);
  card.querySelector(".number").textContent = phone.number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "($1) $2-$3");
  const kind = card.querySelector(".kind");
  kind.textContent = words[kindOf(phone)];
  kind.className = `kind ${kindOf(phone)}`;
  card.querySelector(".out").hidden = !phone.opted_out;
  card.querySelector(".say .hidden").textContent = `Write as ${name}`;
  card.querySelector(".thread").setAttribute("aria-label", `Messages of ${name}`);
  choose(card.querySelector("select.texts"), phone.delivery, "delivered");
  choose(card.querySelector("select.calls"), phone.calls, "by_hand");
  drawCall(card, phone.call, name);
  drawThread(card.querySelector(".thread"), phone);
}

// A card never moves under the hand of somebody who writes.
function isBusy() {
  const active = document.activeElement;
  const drafts = [...document.querySelectorAll("textarea")].some((text) => text.value);
  return drafts || (active && active.closest(".phone") !== null);
}

function drawPhones() {
  const holder = byId("cards");
  const busy = isBusy();
  const wanted = byId("filter").value.trim().toLocaleLowerCase();
  const which = byId("which").value;
  let shown = 0;
  for (const phone of latest.phones) {
    const card = cards.get(phone.number) || makeCard(phone);
    const hit = `${phone.name} ${phone.number}`.toLocaleLowerCase().includes(wanted);
    card.hidden = !hit || (which !== "all" && which !== kindOf(phone));
    shown += card.hidden ? 0 : 1;
    if (!card.parentNode) holder.append(card);
    fillCard(card, phone);
  }
  const order = latest.phones.map((phone) => cards.get(phone.number));
  if (!busy && order.some((card, index) => holder.children[index] !== card)) holder.append(...order);
  for (const card of order) {
    const list = card.querySelector(".thread");
    if (!list.dataset.settled && list.clientHeight) {
      list.scrollTop = list.scrollHeight;
      list.dataset.settled = "yes";
    }
  }
  byId("none").hidden = shown > 0;
}

function drawLetters(id, items, partsOf) {
  const letters = items.map((item) => {
    const letter = fromTemplate("letter");
    const [title, meta, body] = partsOf(item);
    write(letter.querySelector("h3"), title);
    letter.querySelector(".meta").textContent = meta;
    write(letter.querySelector(".body"), body);
    return letter;
  });
  byId(id).querySelector(".list").replaceChildren(...letters);
  const count = document.querySelector(`[data-tab="${id}"] .count`);
  count.textContent = items.length;
  count.hidden = !items.length;
}

function draw() {
  drawPhones();
  drawLetters("mails", latest.mails, (mail) => [
    mail.subject || "(no subject)",
    `${clockTime(mail.at)} · from ${mail.from} to ${mail.to}`,
    mail.text,
  ]);
  drawLetters("alerts", latest.alerts, (alert) => [
    `${alert.code}: ${alert.reason}`,
    clockTime(alert.at),
    { inbound: "An inbound message was not taken.", voice: "A call did not learn how it goes on." }[alert.webhook] ||
      "A status callback was not taken.",
  ]);
}

async function poll() {
  try {
    const answer = await fetch(document.body.dataset.view, { headers: etag ? { "If-None-Match": etag } : {} });
    if (answer.status !== 304) {
      if (!answer.ok) throw new Error(answer.statusText);
      etag = answer.headers.get("ETag");
      latest = await answer.json();
      draw();
    }
    byId("trouble").hidden = true;
  } catch {
    byId("trouble").hidden = false;
  }
}

async function pollForever() {
  if (!document.hidden) await poll();
  setTimeout(pollForever, POLL_MS);
}

for (const tab of document.querySelectorAll("[data-tab]")) {
  tab.addEventListener("click", () => {
    for (const other of document.querySelectorAll("[data-tab]")) {
      other.setAttribute("aria-pressed", String(other === tab));
      byId(other.dataset.tab).hidden = other !== tab;
    }
    draw();
  });
}
byId("filter").addEventListener("input", drawPhones);
byId("which").addEventListener("change", drawPhones);
byId("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const phone = await send("/emulator/phones", { number: new FormData(event.target).get("number") });
    event.target.reset();
    tell("The phone is there.");
    await poll();
    const card = cards.get(phone.number);
    if (card) card.querySelector("textarea").focus();
  } catch (problem) {
    tell(problem.message);
  }
});
pollForever();

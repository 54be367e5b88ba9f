// Starts the parts of a page. Each works without the others, and the page without them all.
import { startAsking } from "./ask.mjs";
import { startCopying } from "./copies.mjs";
import { startFeedback } from "./feedback.mjs";
import { startKeys } from "./keys.mjs";
import { startMarks } from "./marks.mjs";
import { remember } from "./recent.mjs";
import { startSearch } from "./search.mjs";

const ask = startAsking();
const form = document.querySelector("[data-search]");
if (form) startSearch(form, ask);
startMarks();
startCopying();
startFeedback();
startKeys();

const answer = document.querySelector("[data-answer]");
if (answer) remember(answer.dataset.question);

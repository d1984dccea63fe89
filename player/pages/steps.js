import { showSteps } from "./steps.js";

const find = (id) => document.getElementById(id);
showSteps(document.querySelector(".steps"), find("steps"), find("steps-drawn"));

// Builds the page and puts it into the package.
import { exportPage } from "./export.mjs";

exportPage();
await import("./install.mjs");

import { takeOverGlobals } from "./globals.ts";

// Imported before everything else: libraries keep what they find when they are loaded.
takeOverGlobals();

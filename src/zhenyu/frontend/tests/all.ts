/** All unit tests as one program: a document and a table are loaded once, not for each file. */
import.meta.glob("./**/*.test.ts", { eager: true });

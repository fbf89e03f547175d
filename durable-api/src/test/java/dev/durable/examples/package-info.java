/**
 * The examples of the documents, compiled. What stands between two marks, {@code // Shown in} and {@code // Until here},
 * is in the document word for word, and a test holds it there.
 */
package dev.durable.examples;

package dev.durable.example.document;

/**
 * How often a word occurs.
 *
 * @param word the word in lower case
 * @param count its occurrences
 */
public record WordCount(String word, long count) {}

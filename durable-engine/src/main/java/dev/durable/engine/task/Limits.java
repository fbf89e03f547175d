package dev.durable.engine.task;

/**
 * What one execution may ask for.
 *
 * @param inputBytes the largest encoded input, in bytes of UTF-8
 * @param outputBytes the largest encoded output, likewise
 * @param children how many children a parent may spawn
 * @param depth how far below its root an execution may be
 */
public record Limits(int inputBytes, int outputBytes, int children, int depth) {}

package dev.durable.engine.lifecycle;

/**
 * What one execution may ask for.
 *
 * @param maxCrashes how many crashes of its server an execution survives
 * @param maxInputSize the largest encoded input, in bytes of UTF-8
 * @param maxOutputSize the largest encoded output, in bytes of UTF-8
 * @param maxChildren how many children one parent may have
 * @param maxDepth how many levels a tree may have
 */
public record Limits(int maxCrashes, int maxInputSize, int maxOutputSize, int maxChildren, int maxDepth) {}

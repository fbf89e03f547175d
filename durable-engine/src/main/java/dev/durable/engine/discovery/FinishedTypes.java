package dev.durable.engine.discovery;

import java.lang.reflect.Type;

/**
 * The type arguments of a {@link dev.durable.Finished}: what is needed to decode one.
 *
 * @param input the parent's input type
 * @param runOutput the type of what the parent's body returned beside its children
 */
public record FinishedTypes(Type input, Type runOutput) {}

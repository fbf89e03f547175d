package dev.durable.jpa;

import org.jspecify.annotations.Nullable;

/** Levels of trees; null where there is none. */
record Levels(@Nullable Integer deepest, @Nullable Integer highest) {}

/** Reads and judges {@code durable.*}: every key, its default and its range. The room that sees MicroProfile Config. */
@NullMarked
package dev.durable.engine.config;

import org.jspecify.annotations.NullMarked;

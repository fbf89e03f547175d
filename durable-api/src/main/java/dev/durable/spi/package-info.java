/**
 * What a store implements and the engine calls. Not for application code: these types may change in any release.
 *
 * <p>Rules are pure functions of the engine; a store locks, reads, lets the rule decide, and writes what it decided.
 */
@NullMarked
package dev.durable.spi;

import org.jspecify.annotations.NullMarked;

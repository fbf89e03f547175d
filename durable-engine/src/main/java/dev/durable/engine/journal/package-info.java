/** What the engine says to an operator: one constant for each message, each with an id. */
@NullMarked
package dev.durable.engine.journal;

import org.jspecify.annotations.NullMarked;

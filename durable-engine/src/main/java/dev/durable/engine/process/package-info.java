/** The background processes: what each does in a turn, and the loop that keeps them turning. */
@NullMarked
package dev.durable.engine.process;

import org.jspecify.annotations.NullMarked;

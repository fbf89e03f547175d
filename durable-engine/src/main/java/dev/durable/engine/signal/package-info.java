/** Who is notified after a commit: the loops, waiting callers, counters and telemetry. */
@NullMarked
package dev.durable.engine.signal;

import org.jspecify.annotations.NullMarked;

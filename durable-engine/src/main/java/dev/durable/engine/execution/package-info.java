/** The flow of one execution through this server: enqueue, run, write back. */
@NullMarked
package dev.durable.engine.execution;

import org.jspecify.annotations.NullMarked;

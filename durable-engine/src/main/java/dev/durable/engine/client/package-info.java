/** What a caller's thread does: enqueue, wake, cancel, wait, list. It never runs a body. */
@NullMarked
package dev.durable.engine.client;

import org.jspecify.annotations.NullMarked;

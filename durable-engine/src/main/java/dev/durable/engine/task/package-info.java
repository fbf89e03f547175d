/** What callers and bodies both need: a task, its payloads, its relatives, and the rows that become executions. */
@NullMarked
package dev.durable.engine.task;

import org.jspecify.annotations.NullMarked;

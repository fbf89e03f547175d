/** A real PostgreSQL that the build brings along, for tests and for trying out. Never for production. */
@NullMarked
package dev.durable.trial;

import org.jspecify.annotations.NullMarked;

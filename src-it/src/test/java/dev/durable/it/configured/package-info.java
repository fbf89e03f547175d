/** An application that shows how it is configured. */
@NullMarked
package dev.durable.it.configured;

import org.jspecify.annotations.NullMarked;

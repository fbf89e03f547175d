/** What can be seen from outside: health, with figures that are kept up to date in the background. */
@NullMarked
package dev.durable.engine.observe;

import org.jspecify.annotations.NullMarked;

/** The rules: pure functions of their arguments. No clock, no CDI, no logging, no store. */
@NullMarked
package dev.durable.engine.lifecycle;

import org.jspecify.annotations.NullMarked;

/** The wiring: puts the rooms together, starts the engine with the application and stops it with it. */
@NullMarked
package dev.durable.engine;

import org.jspecify.annotations.NullMarked;

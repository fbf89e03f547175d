/** Finds the tasks of an application and judges them, all at once, while it is deployed. The room that sees CDI beans. */
@NullMarked
package dev.durable.engine.discovery;

import org.jspecify.annotations.NullMarked;

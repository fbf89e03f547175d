/** The one room that sees JTA: the transaction of the caller, and what a body may have left behind. */
@NullMarked
package dev.durable.engine.transaction;

import org.jspecify.annotations.NullMarked;

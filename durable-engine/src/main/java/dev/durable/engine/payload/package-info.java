/** What user code takes and returns, as text and back, and which types can be carried so. The room that sees JSON. */
@NullMarked
package dev.durable.engine.payload;

import org.jspecify.annotations.NullMarked;

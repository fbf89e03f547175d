/** From the claim to the written outcome: what this server holds, its slots, the bodies, and the writing back. */
@NullMarked
package dev.durable.engine.run;

import org.jspecify.annotations.NullMarked;

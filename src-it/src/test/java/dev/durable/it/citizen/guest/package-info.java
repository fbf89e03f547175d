/** What only one of several applications has. */
@NullMarked
package dev.durable.it.citizen.guest;

import org.jspecify.annotations.NullMarked;

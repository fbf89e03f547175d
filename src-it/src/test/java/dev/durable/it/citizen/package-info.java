/** An application that is deployed more than once in a server, under several names, and again and again. */
@NullMarked
package dev.durable.it.citizen;

import org.jspecify.annotations.NullMarked;

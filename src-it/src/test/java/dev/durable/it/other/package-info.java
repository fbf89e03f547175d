/** A second web module of the EAR. */
package dev.durable.it.other;

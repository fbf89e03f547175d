/**
 * What a store is measured by: the contract of the port, verb by verb, and the reference implementation in memory,
 * which tests of the engine use too.
 */
@NullMarked
package dev.durable.spi.testing;

import org.jspecify.annotations.NullMarked;

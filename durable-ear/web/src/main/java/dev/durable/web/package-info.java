/**
 * Starts and stops the engine with the application. Each web module carries this jar in {@code WEB-INF/lib}: that is
 * the one place from which servers of both kinds give code the module's own context without a line from the adopter.
 */
@NullMarked
package dev.durable.web;

import org.jspecify.annotations.NullMarked;

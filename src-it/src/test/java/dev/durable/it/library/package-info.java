/** What is in a jar of the EAR's {@code lib}. */
package dev.durable.it.library;

/** Reads the documents out of an uploaded ZIP, which is never trusted. */
@NullMarked
package dev.durable.example.archive;

import org.jspecify.annotations.NullMarked;

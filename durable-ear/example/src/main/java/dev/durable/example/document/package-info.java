/** What can be said about a text document, computed from its bytes and nothing else. */
@NullMarked
package dev.durable.example.document;

import org.jspecify.annotations.NullMarked;

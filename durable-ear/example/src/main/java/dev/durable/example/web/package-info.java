/** The application as HTTP sees it: resources, JSON, errors and headers. */
@NullMarked
package dev.durable.example.web;

import org.jspecify.annotations.NullMarked;

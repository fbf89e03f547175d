/** The first web module of the EAR, where the tests run. */
package dev.durable.it.application;

/** Tasks that must not be deployed. */
package dev.durable.it.mistakes;

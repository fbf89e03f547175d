/** All forms of tasks, and transactions of all kinds, seen from inside a server: the tests and their application. */
package dev.durable.it.inside;
